/** S5 and S10 in every construct: what has no end is cancelled, or comes to a limit that says so. */
import { expect, test } from 'vitest';
import { handlerOf, open, shell } from './test-kit.ts';

/** `world get` answers at once, `world get forever` never. */
const world = handlerOf('world', async ({ argv }, { signal }) => {
  if (argv.includes('forever')) await new Promise((_, reject) => signal.addEventListener('abort', reject));
  return { exitCode: 0, stdout: '1\n', stderr: '' };
});

test.each([
  ['a loop of commands', 'while true; do world get a; done'],
  ['a loop of tools', 'until false; do echo x | cat > f; done'],
  ['a loop whose failures are ignored', 'while true; do world get a || true; sleep 1 || true; done'],
  ['a counted loop', 'for ((i = 0; i < 9000; i++)); do for j in 1 2 3; do world get $i; done; done'],
  ['a sleep', 'sleep 86400 || true; world get a'],
  ['a pipeline', 'world get forever | cat | wc -l'],
  ['a later stage', 'world get a | world get forever | cat'],
  ['a substitution', 'X=$(world get forever) || true; world get a'],
  ['a process substitution', 'cat <(world get forever)'],
  ['a subshell', '(world get forever; world get a) || world get b'],
  ['a function', 'f() { world get forever; f; }; f || f'],
  ['a condition', 'if world get forever; then :; fi; ! world get a'],
  ['a timeout', 'timeout 86400 world get forever; world get a'],
  ['xargs', 'seq 1 9000 | xargs -n 1 world get'],
  ['find', 'touch a b; find . -exec world get forever {} \\;'],
  ['bash -c', "bash -c 'while true; do world get a; done'"],
  ['a script', 'echo "world get forever" > s.sh; chmod +x s.sh; ./s.sh; world get a'],
  ['wait', 'world get forever; wait'],
  ['lines', 'seq 1 9000 | while read -r n; do world get $n; done'],
  ['eval', "eval 'world get forever'; world get a"],
])('%s is cancelled', async (_name, text) => {
  const { session, controller } = await open([world], undefined, {
    clock: { now: () => 0, sleep: (ms) => (ms > 1000 ? new Promise(() => {}) : Promise.resolve()) },
  });
  const run = session.run(shell(text));
  setTimeout(() => controller.abort(), 20);
  await expect(run).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await expect(session.run(shell('world get a'))).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await session.close();
});

test.each([
  ['while true; do :; done', 'too many iterations (10000); the session ends'],
  ['for ((i = 0; i < 100000000; i++)); do :; done', 'too many iterations (10000); the session ends'],
  ['seq 1 100000000 | tail -1', 'seq: iteration limit exceeded (10000)'],
  ['f() { f; }; f', 'maximum recursion depth (100) exceeded; the session ends'],
  ['x=a; while true; do x=$x$x; done', 'string length limit exceeded'],
])('%s comes to a limit', async (text, message) => {
  const { session } = await open([world]);
  const result = await session.run(shell(`${text}\nworld get a`));
  expect(result).toMatchObject({ ended: true, exitCode: 126, stderr: expect.stringContaining(message) });
  await expect(session.run(shell('world get a'))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  await session.close();
});
