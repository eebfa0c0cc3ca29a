/** Commands that were once judged as less than they are, by what was overlooked. */
import { quoteWord } from '@steadyhand/bash';
import type { Effect } from '@steadyhand/contracts';
import { describe, expect, test } from 'vitest';
import { loadPrograms } from '../load-programs.ts';
import { judgeShellWith } from './judge-shell.ts';

const { grammars } = await loadPrograms();
const byName = new Map(grammars.map((grammar) => [grammar.program, grammar]));
const elsewhere = judgeShellWith(() => grammars);

const HERE: [overlooked: string, command: string[], effect: Effect][] = [
  ['what stands behind -- is an operand too', ['mv', '-T', '--', 'next', '/srv/app/current'], 'change'],
  ['a template in a folder that stays', ['mktemp', '/srv/app/.x.XXXX'], 'change'],
  ['a tracer runs the command behind its options', ['strace', '-f', 'rm', '-rf', '/srv'], 'destroy'],
  ['a network namespace runs a command', ['ip', 'netns', 'exec', 'blue', 'rm', '-rf', '/srv'], 'unknown'],
  ['a batch of ip', ['ip', '-batch', 'file'], 'unknown'],
  ['a program of awk in a file', ['awk', '-f', 'report.awk', 'in'], 'unknown'],
  ['sed runs what its e flag finds', ['sed', 's/x/y/e', 'in'], 'unknown'],
  ['tar runs what an option names', ['tar', '-xf', 'b.tar', '--to-command=sh'], 'unknown'],
  ['zip that moves', ['zip', '-m', 'a.zip', 'logs'], 'destroy'],
  ['the kernel log is cleared', ['dmesg', '-C'], 'destroy'],
  ['an entry of the ARP table is deleted', ['arp', '-d', '10.0.0.7'], 'change'],
  ['telnet sends what it is given', ['telnet', 'cache', '6379'], 'change'],
  ['ncat as nc', ['ncat', 'cache', '6379'], 'unknown'],
  ['rsync deletes under many names', ['rsync', '-a', '--delete-excluded', 'a/', 'b/'], 'destroy'],
  ['a consumer of a group moves its offsets', ['kafka-console-consumer.sh', '--topic', 't', '--group', 'g'], 'change'],
  ['scaled to nothing', ['kubectl', 'scale', 'deployment', 'api', '--replicas=0'], 'destroy'],
  ['patched to nothing', ['kubectl', 'patch', 'deployment', 'api', '-p', '{"spec":{"replicas": 0}}'], 'destroy'],
  ['pruned', ['kubectl', 'apply', '-f', 'k8s/', '--prune'], 'destroy'],
  ['a token is printed', ['kubectl', 'create', 'token', 'ci'], 'reveal'],
  ['scaled to nothing by Compose', ['docker', 'compose', 'up', '-d', '--scale', 'worker=0'], 'destroy'],
  ['a refspec that deletes', ['git', 'push', 'origin', ':old'], 'destroy'],
  ['a refspec that overwrites', ['git', 'push', 'origin', '+main'], 'destroy'],
  ['paths behind a commit', ['git', 'checkout', 'HEAD', 'src/api.ts'], 'destroy'],
  ['a command in a setting', ['git', '-c', 'core.pager=rm -rf x', 'log'], 'unknown'],
  ['a command in every submodule', ['git', 'submodule', 'foreach', 'git clean -fdx'], 'unknown'],
  ['a stack that is deployed whole', ['npx', 'serverless', 'deploy'], 'destroy'],
  ['keys that come from xargs', ['redis-cli', 'DEL'], 'destroy'],
  ['a file that holds secrets', ['cat', '/srv/app/.env'], 'reveal'],
  ['a download over a file that stays', ['curl', '-o', '/etc/app.conf', 'https://x.example/c'], 'change'],
  ['credentials of a file', ['curl', '-n', 'https://x.example/orders'], 'unknown'],
];

test.each(HERE)('%s: %j is %s', (_, [program = '', ...argv], effect) => {
  const analysis = byName.get(program)?.analyse({ program, argv, stdin: null, unresolved: new Set() });
  expect(analysis?.effect).toBe(effect);
});

const ELSEWHERE: [overlooked: string, script: string, effect: Effect][] = [
  ['more than writing: files are removed', 'tar -czf b.tgz --remove-files /srv', 'destroy'],
  ['more than writing: a command is run', "tar -xf b.tar --to-command='sh -x'", 'unknown'],
  ['the worse of both readings of ssh', 'ssh web psql db -c "SELECT * INTO copy FROM orders"', 'change'],
  ['a script for an entrypoint', "docker run --rm --entrypoint sh api -c 'rm -rf /data'", 'destroy'],
];

describe('carried elsewhere', () => {
  test.each(ELSEWHERE)('%s: %s is %s', (_, script, effect) => {
    expect(elsewhere(script).effect).toBe(effect);
    expect(elsewhere(`bash -c ${quoteWord(script)}`).effect).toBe(effect);
  });

  test('what only looks elsewhere reads the world', () => {
    for (const script of ["docker exec api awk '{print}' f", 'kubectl exec api-0 -- cat /etc/hosts', "ssh web 'ls /'"])
      expect(elsewhere(script).effect).toBe('read');
  });
});

/** Commands that were once judged as more than they are. */
const TOO_MUCH: [command: string, effect: Effect][] = [
  ['docker compose config --quiet', 'read'],
  ['redis-cli CONFIG GET maxclients', 'read'],
  ['dd if=/dev/zero of=/swapfile bs=1M count=64', 'change'],
  ['kafka-consumer-groups.sh --group g --reset-offsets --to-earliest --all-topics', 'read'],
  ['rsync -an --delete a/ b/', 'read'],
  ['chef-client', 'change'],
  ['ruby -S gem install bundler', 'change'],
  ['npm run build', 'change'],
  ['docker run -d --name api shop/api:41', 'change'],
];

test.each(TOO_MUCH)('%s is %s, no more', (command, effect) => {
  expect(elsewhere(command).effect).toBe(effect);
});
