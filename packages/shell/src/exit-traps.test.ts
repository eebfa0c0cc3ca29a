import type { RunEvent } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { open, recorder, shell } from './test-kit.ts';
import { live } from './test-world.ts';

async function calls(text: string) {
  const world = recorder('world', ([verb]) => (verb === 'get' ? { exitCode: 3, stdout: 'got\n' } : {}));
  const opened = await open([world.handler]);
  const result = await opened.session.run(shell(text));
  return { ...result, opened, argv: world.calls.map((call) => call.argv.join(' ')) };
}

/** Called scripts end in all these ways; the trap comes once, at the end. */
test.each<[string, string[], number]>([
  ['trap "world log end" EXIT; world log a', ['log a', 'log end'], 0],
  ["trap 'world log end $? $X' EXIT; X=1; exit 4", ['log end 4 1'], 4],
  ["die() { X=2; exit 5; }; X=1; trap 'world log $X $?' EXIT; die; world log no", ['log 2 5'], 5],
  [
    'set -e; trap \'world log end $? $X $(basename "$PWD")\' EXIT; X=1; cd /tmp; world get a; world log no',
    ['get a', 'log end 3 1 tmp'],
    3,
  ],
  ['set -u; trap "world log end" EXIT; echo "$1"; world log no', ['log end'], 1],
  ['cleanup() { world log "clean $1 $X"; }\nX=q\nset -e\ntrap "cleanup now" EXIT\nfalse', ['log clean now q'], 1],
  ['trap "world log first" EXIT; trap "world log end" 0; world log a', ['log a', 'log end'], 0],
  ['trap "world log end" EXIT; trap - EXIT; world log a; exit 1', ['log a'], 1],
  ['trap "world log end" EXIT; (exit 3); X=$(exit 4); true | exit 5; world log a', ['log a', 'log end'], 0],
  ['trap "world log end; exit 9" EXIT; exit 1', ['log end'], 9],
  ['trap "world log end" EXIT INT TERM; exit 0', ['log end'], 0],
  ['T=f; echo x > f; trap \'rm -f -- "$T"\' EXIT; cat f; exit 2', [], 2],
])('in a script: %s', async (script, expected, status) => {
  const text = `cat > s.sh <<'END'\n${script}\nEND\n`;
  const called = await calls(`${text}bash s.sh; world log status $?; ls`);
  expect(called.argv).toEqual([...expected, `log status ${status}`]);
  expect(called.stdout).not.toMatch(/^f$/m);
  expect((await calls(`${text}chmod +x s.sh; ./s.sh`)).argv).toEqual(expected);
  // At a prompt the shell is the session itself.
  const typed = await calls(script);
  const { stepId, line } = typed.opened.session.trapped() ?? { stepId: '', line: 0 };
  expect(line === 0 || typed.ended).toBe(line === 0);
  if (line > 0) await typed.opened.session.run({ stepId, line, text: 'exit $?' });
});

test('the session itself carries its trap out where it ends, once, and not before', async () => {
  const world = recorder('world');
  const { session } = await open([world.handler]);
  await session.run(shell("cleanup() { world log clean $1; }\nX=1; trap 'cleanup $X' EXIT\nworld log a"));
  expect(session.trapped()).toEqual({ stepId: 'step', line: 11 });
  await session.run({ stepId: 'two', text: 'X=2; trap -p', line: 20 });
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['log a']);
  const last = await session.run({ stepId: 'two', text: 'world log b; exit 3', line: 21 });
  expect([last.ended, last.exitCode]).toEqual([true, 3]);
  expect(session.trapped()).toBeNull();
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['log a', 'log b', 'log clean 2']);
});

test.each([
  ['set -e; X=5; false', 1],
  ['X=5; export $(echo Z=1); echo "$nope"', 1],
])('a session that ends in the middle comes to its trap: %s', async (text, status) => {
  const world = recorder('world');
  const { session } = await open([world.handler]);
  await session.run(shell("trap 'world log end $X $?' EXIT"));
  const { exitCode, ended } = await session.run(shell(text));
  expect([exitCode, ended]).toEqual([status, true]);
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['log end 5 1']);
});

test('trap -p prints what stands; a trap is taken back', async () => {
  const { stdout } = await calls(`trap 'world log "it'"'"'s"' EXIT; trap -p; trap EXIT; trap; trap - INT`);
  expect(stdout).toBe(`trap -- 'world log "it'\\''s"' EXIT\n`);
});

test('it is said that no signal comes', async () => {
  const { stderr } = await calls('trap "world log x" INT TERM; world log a');
  expect(stderr).toContain('INT, TERM');
});

test.each([
  'trap "world log x" ERR',
  'trap "world log x" DEBUG',
  '(trap "world log x" EXIT; world log a)',
  'X=$(trap "world log x" EXIT; world log a)',
  'trap "nothing x" EXIT',
  'true | trap "world log x" EXIT',
])('refused before anything runs: %s', async (text) => {
  const world = recorder('world');
  const { session } = await open([world.handler]);
  await expect(session.run(shell(`world set first\n${text}`))).rejects.toThrow();
  expect(world.calls).toEqual([]);
});

test.each([
  'S=ERR; trap "world log x" $S || true; world set b',
  'f() { trap "world log x" EXIT; }; (f) || true; world set b',
  'P=nothing; trap "$P x" EXIT || true; world set b',
  'true && f() { world log x; }; trap f EXIT || true; world set b',
])('what turns out not to come stops the session: %s', async (text) => {
  const world = recorder('world');
  const { session } = await open([world.handler]);
  await expect(session.run(shell(text))).rejects.toThrow();
  expect(world.calls).toEqual([]);
});

test('a refused command ends the session without its trap: nothing runs after that', async () => {
  const world = recorder('world');
  const refuses = await open([world.handler], ({ analysis }) =>
    analysis.effect === 'change' ? { verdict: 'refuse', reason: 'no', by: 'test' } : { verdict: 'run', by: 'test' },
  );
  await refuses.session.run(shell('trap "world log end" EXIT'));
  await expect(refuses.session.run(shell('world set a'))).rejects.toMatchObject({ code: 'COMMAND_REFUSED' });
  expect(refuses.session.trapped()).toBeNull();
  await refuses.session.close();
  expect(world.calls).toEqual([]);
});

test('a later life goes the same way to the end', async () => {
  const kept: RunEvent[] = [];
  const world = recorder('world');
  const blocks = ["trap 'world set end $X' EXIT", 'X=1; set -e; world set a; false'];
  const options = { handlers: [world.handler], blocks, kept };
  await live(options);
  const written = kept.length;
  expect((await live(options)).error).toBeNull();
  expect(kept).toHaveLength(written);
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['set a', 'set end 1']);
});
