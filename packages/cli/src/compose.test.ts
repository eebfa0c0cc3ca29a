import type { Effect } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { loadGrammars, loadHandlers } from './compose.ts';

const CARRIED: readonly [Effect, string, readonly string[]][] = [
  ['read', 'ssh', ['host', 'aws sqs list-queues']],
  ['destroy', 'ssh', ['host', 'aws sqs purge-queue --queue-url q']],
  ['destroy', 'docker', ['exec', 'tools', 'aws', 's3', 'rm', 's3://b', '--recursive']],
  ['destroy', 'kubectl', ['exec', 'tools', '--', 'sh', '-c', 'aws ecs delete-service --service a']],
  ['read', 'aws', ['ecs', 'execute-command', '--task', 't', '--command', 'nc -zv db 5432', '--interactive']],
  ['destroy', 'aws', ['ecs', 'execute-command', '--task', 't', '--command', 'redis-cli FLUSHALL', '--interactive']],
  ['destroy', 'aws', ['ecs', 'execute-command', '--task', 't', '--command', "psql -c 'DROP TABLE a'"]],
  ['destroy', 'ssh', ['host', 'docker exec tools aws sqs purge-queue --queue-url q']],
  ['unknown', 'aws', ['ecs', 'execute-command', '--task', 't', '--command', './cleanup.sh']],
];

test.each(CARRIED)('a carried command is judged by all grammars: %s: %s %s', async (effect, program, argv) => {
  const call = { program, argv, stdin: null, unresolved: new Set<number>() };
  expect((await loadGrammars()).get(program)?.analyse(call).effect).toBe(effect);
  const handler = (await loadHandlers()).get(program);
  if (handler) expect(handler.grammar.analyse(call).effect).toBe(effect);
});
