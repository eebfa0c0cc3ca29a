import { expect, test } from 'vitest';
import { handlerOf, open, recorder, shell } from './test-kit.ts';

async function calls(text: string, status = 0) {
  const world = recorder('world', ([verb]) => (verb === 'get' ? { exitCode: status, stdout: 'got\n' } : {}));
  const opened = await open([world.handler]);
  const result = await opened.session.run(shell(text));
  return { ...result, opened, argv: world.calls.map((call) => call.argv.join(' ')) };
}

test.each<[string, string[]]>([
  ['world get a & world get b & wait; world log $?', ['get a', 'get b', 'log 0']],
  ['world get a & wait $!; world log $?', ['get a', 'log 3']],
  ['world get a & P=$!; world log "$?" b; wait "$P" && : || world log $?', ['get a', 'log 0 b', 'log 3']],
  [
    `PIDS=(); for i in 1 2; do world get $i & PIDS+=($!); done; for p in "\${PIDS[@]}"; do wait "$p" || world log fails; done`,
    ['get 1', 'get 2', 'log fails', 'log fails'],
  ],
  ['world get a & wait -n; world log $?; wait -n; world log $?', ['get a', 'log 3', 'log 127']],
  ['world get a & P=$!; wait; wait $P; world log $?', ['get a', 'log 127']],
  ['set -e; world get a & world log on; wait $! || world log $?', ['get a', 'log on', 'log 3']],
  ['X=1; { X=2; cd /tmp; exit 4; } & wait $!; world log $? $X $(basename "$PWD")', ['log 4 1 steady']],
  ['world get a > f & wait; world log "$(cat f)"', ['get a', 'log got']],
  ['(sleep 5; world get a) & sleep 1; wait', ['get a']],
])('%s', async (text, expected) => {
  expect((await calls(text, 3)).argv).toEqual(expected);
});

test('it is said once what the background is', async () => {
  const { opened, stderr } = await calls('world get a & world get b & wait\nworld get c & wait');
  const said = opened.output.filter(({ text }) => text.includes('in the background'));
  expect(said).toHaveLength(1);
  expect(stderr).toBe('');
});

test.each([
  'world set a &',
  'world show a & wait',
  '(world get a; world drop b) & wait',
  'f() { world get a; }; f &',
  '$CMD a &',
  'bash x.sh &',
  "bash -c 'world get a' &",
  'tail -f log &',
  'kubectl port-forward svc/x 8080:80 &',
  'watch world get a &',
  'read x &',
  'set -e; { world get a; false; world get b; } & wait',
  'echo "world set a" | bash &',
])('refused before anything runs: %s', async (text) => {
  const kubectl = handlerOf('kubectl', async () => ({ exitCode: 0, stdout: '', stderr: '' }));
  const analyse = () => ({ effect: 'local', operation: null, reason: '', resources: [], arguments: [] }) as const;
  const world = recorder('world');
  const { session } = await open([world.handler, { ...kubectl, grammar: { ...kubectl.grammar, analyse } }], undefined, {
    env: { CMD: 'world get' },
  });
  await expect(session.run(shell(`world set first\n${text}`))).rejects.toMatchObject({ code: 'CONSTRUCT_REFUSED' });
  expect(world.calls).toEqual([]);
});

test.each(['wait %1', 'wait -f 1', 'builtin wait 1'])('refused: %s', async (text) => {
  const { session } = await open([]);
  await expect(session.run(shell(text))).rejects.toMatchObject({ code: 'CONSTRUCT_REFUSED' });
});
