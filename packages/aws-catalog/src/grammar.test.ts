import { readFileSync } from 'node:fs';
import type { Call } from '@steadyhand/contracts';
import { EFFECTS } from '@steadyhand/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awsGrammar, createAwsGrammar } from './grammar.ts';
import { loadService, serviceNames } from './service.ts';

const call = (line: string, unresolved: readonly number[] = []): Call => ({
  program: 'aws',
  argv: line.split(' ').map((word) => word.replaceAll('\\u0020', ' ')),
  stdin: null,
  unresolved: new Set(unresolved),
});

const judged = readFileSync(new URL('../fixtures/judged.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' | ') as [string, string]);

describe('effects', () => {
  test.each(judged)('%s: aws %s', (effect, line) => {
    expect(awsGrammar.analyse(call(line)).effect).toBe(effect);
  });

  test('no operation whose verb writes is judged a read by its name alone', () => {
    const writes =
      /^(create|update|put|modify|delete|terminate|stop|reboot|restore|register|deregister|add|remove|enable|disable|attach|detach|associate|disassociate|tag|untag|send|publish|reset|revoke|authorize|cancel|set|import|purge|release)-/;
    const wrong: string[] = [];
    for (const service of serviceNames()) {
      for (const command of loadService(service)?.commands ?? []) {
        const { effect } = awsGrammar.analyse(call(`${service} ${command}`));
        if (writes.test(command) && (effect === 'read' || effect === 'local')) wrong.push(`${service} ${command}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('any words get an effect', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'ecs',
        's3',
        'cp',
        'wait',
        'update-service',
        '--',
        '-',
        '--desired-count',
        '--query',
        '__proto__',
        'constructor',
        '=',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        const { effect } = awsGrammar.analyse({ program: 'aws', argv, stdin: null, unresolved: new Set() });
        expect(EFFECTS).toContain(effect);
      }),
    );
  });

  test('a carried command is judged by the function that is handed in', () => {
    const judgeShell = (text: string) =>
      ({ effect: text.startsWith('ls') ? 'read' : 'destroy', reason: text }) as const;
    const grammar = createAwsGrammar({ judgeShell });
    const line = 'ecs execute-command --cluster c --task t --interactive --command';
    expect(grammar.analyse(call(`${line} ls`)).effect).toBe('read');
    expect(grammar.analyse(call(`${line} rm`)).effect).toBe('destroy');
  });

  test.each([
    ['read', '--document-name AWS-RunShellScript --parameters commands=ls'],
    ['read', '--document-name AWS-RunShellScript --parameters commands=["ls\\u0020-l","df"]'],
    ['destroy', '--document-name AWS-RunShellScript --parameters {"commands":["rm"]}'],
    ['unknown', '--document-name AWS-RunShellScript --parameters {"commands":["ls"],"workingDirectory":["/"]}'],
    ['unknown', '--document-name AWS-RunShellScript --parameters file://x.json'],
    ['unknown', '--document-name AWS-RunShellScript --cli-input-json file://x.json'],
    ['unknown', '--document-name Own-Document --parameters commands=ls'],
    ['unknown', '--document-name AWS-RunShellScript --parameters commands=["ls'],
  ])('%s: ssm send-command %s', (effect, line) => {
    const judgeShell = (text: string) =>
      ({ effect: text.startsWith('ls') ? 'read' : 'destroy', reason: text }) as const;
    const grammar = createAwsGrammar({ judgeShell });
    expect(grammar.analyse(call(`ssm send-command --instance-ids i-1 ${line}`)).effect).toBe(effect);
  });

  test('a transfer whose target is not known yet may write objects, and nothing worse', () => {
    expect(awsGrammar.analyse(call('s3 cp s3://b/k $TARGET', [3])).effect).toBe('change');
    expect(awsGrammar.analyse(call('s3 cp s3://b/k ./$TARGET', [3])).effect).toBe('read');
    expect(awsGrammar.analyse(call('s3 sync $SOURCE $TARGET --delete', [2, 3])).effect).toBe('destroy');
    expect(awsGrammar.analyse(call('s3 cp file s3://$BUCKET/k', [3])).effect).toBe('change');
  });
});

describe('resources and typed arguments', () => {
  test('options give the type of what they hold, global options and prefixes included', () => {
    const {
      operation,
      resources,
      arguments: typed,
    } = awsGrammar.analyse(
      call('--region us-east-1 ecs update-service --clu $CLUSTER --service=api --desired-count 2', [5]),
    );
    expect(operation).toBe('ecs update-service');
    expect(resources).toEqual([
      { type: 'ecs:cluster', id: '$CLUSTER' },
      { type: 'ecs:service', id: 'api' },
    ]);
    expect(typed).toEqual([
      { index: 5, resource: 'ecs:cluster' },
      { index: 6, resource: 'ecs:service' },
    ]);
  });

  test('every word of a list has its type', () => {
    const { arguments: typed } = awsGrammar.analyse(call('ecs wait services-stable --cluster c --services a b'));
    expect(typed.map(({ index, resource }) => [index, resource])).toEqual([
      [4, 'ecs:cluster'],
      [6, 'ecs:service'],
      [7, 'ecs:service'],
    ]);
  });

  test('positional arguments have types too', () => {
    expect(awsGrammar.analyse(call('logs tail /ecs/api --since 5m')).resources).toEqual([
      { type: 'logs:log-group', id: '/ecs/api' },
    ]);
  });
});
