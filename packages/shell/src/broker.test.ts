import { type CommandHandler, SteadyError } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { handlerOf, open, recorder, shell } from './test-kit.ts';

test('B1 intent comes before the change, the outcome after, with one number each', async () => {
  const order: string[] = [];
  const aws = handlerOf('aws', async ({ argv }) => {
    order.push(`run ${argv[0]}`);
    return { exitCode: argv[0] === 'get' ? 254 : 0, stdout: 'x\n', stderr: 'e\n' };
  });
  const { session, events } = await open([aws], undefined, {
    journal: { append: async (event) => void order.push(event.type, JSON.stringify(event)), events: async () => [] },
  });
  expect(events).toEqual([]);
  await session.run(shell('aws set a\naws get b'));
  expect(order.filter((entry) => !entry.startsWith('{'))).toEqual([
    'command-intent',
    'run set',
    'command-outcome',
    'command-intent',
    'run get',
    'command-outcome',
  ]);
  const parsed = order.filter((entry) => entry.startsWith('{')).map((entry) => JSON.parse(entry));
  expect(parsed.map(({ seq }) => seq)).toEqual([0, 0, 1, 1]);
  expect(parsed[0]).toMatchObject({
    line: 10,
    program: 'aws',
    argv: ['set', 'a'],
    effect: 'change',
    verdict: 'run',
    approvedBy: 'test',
    resources: [{ type: 'test:thing', id: 'a' }],
  });
  expect(parsed[3]).toMatchObject({ state: 'done', exitCode: 254, stdout: 'x\n', stderr: 'e\n' });
  await session.close();
});

test.each([
  'aws set a || true; aws set b',
  'if aws set a; then :; fi; aws set b',
  '! aws set a; aws set b',
  '(aws set a); aws set b',
  'X=$(aws set a) || true; aws set b',
  'aws set a | cat; aws set b',
  'while ! aws set a; do :; done; aws set b',
  'echo a | xargs aws set; aws set b',
  'bash -c "aws set a" || aws set b',
  'f() { aws set a || :; }; f; aws set b',
  "eval 'aws set a' || aws set b",
  'timeout 5 aws set a || aws set b',
  'cat <(aws set a); aws set b',
])('B2 a refusal stops the shell: %s', async (text) => {
  const aws = recorder('aws');
  const { session, events } = await open([aws.handler], () => ({ verdict: 'refuse', reason: 'frozen', by: 'policy' }));
  await expect(session.run(shell(text))).rejects.toMatchObject({ code: 'COMMAND_REFUSED' });
  expect(aws.calls).toEqual([]);
  expect(events).toMatchObject([
    { type: 'command-intent', verdict: 'refuse' },
    { type: 'command-outcome', state: 'refused' },
  ]);
  await expect(session.run(shell('echo on'))).rejects.toMatchObject({ code: 'COMMAND_REFUSED' });
  await session.close();
});

test('B2 a guard or a journal that fails stops the shell before the change', async () => {
  const aws = recorder('aws');
  const first = await open([aws.handler], () => Promise.reject(new SteadyError('INTERNAL', { reason: 'guard' })));
  await expect(first.session.run(shell('aws set a || true'))).rejects.toMatchObject({ code: 'INTERNAL' });
  const second = await open([aws.handler], undefined, {
    journal: {
      append: () => Promise.reject(new SteadyError('INTERNAL', { reason: 'fenced' })),
      events: async () => [],
    },
  });
  await expect(second.session.run(shell('aws set a || true'))).rejects.toMatchObject({ params: { reason: 'fenced' } });
  expect(aws.calls).toEqual([]);
  await first.session.close();
  await second.session.close();
});

test('the guard sees the blast radius; a preview that fails or never ends gives nothing', async () => {
  const preview: CommandHandler['preview'] = async ({ argv: [, id = ''] }) => {
    if (id === 'bad') throw new TypeError('no');
    return id === 'none' ? null : { text: `${id} 4 → 6`, scale: { resource: id, from: 4, to: 6 } };
  };
  const aws = handlerOf('aws', async () => ({ exitCode: 0, stdout: '', stderr: '' }), { preview });
  const { session, requests, events } = await open([aws]);
  await session.run(shell('aws set a\naws set bad\naws set none\naws get c'));
  expect(requests.map(({ blastRadius }) => blastRadius)).toEqual(['a 4 → 6', '', '', '']);
  const scale = { resource: 'a', from: 4, to: 6 };
  expect(requests.map(({ preview }) => preview)).toEqual([{ text: 'a 4 → 6', scale }, null, null, null]);
  expect(requests.map(({ lane, seq }) => [lane, seq])).toEqual([0, 1, 2, 3].map((seq) => ['main', seq]));
  expect(events).toMatchObject([{ blastRadius: 'a 4 → 6' }, {}, { blastRadius: '' }, {}, {}, {}, {}, {}]);
  await session.close();
});

test('the digest depends on command, folder, target and the input that is read', async () => {
  const aws = recorder('aws');
  const { session, requests } = await open([aws.handler]);
  await session.run(
    shell(
      'aws get a\naws get a\ncd /tmp; aws get a\ncd ~/; echo x | aws get -; echo y | aws get -; echo x | aws get b; echo y | aws get b',
    ),
  );
  const [a, again, elsewhere, x, y, b, sameB] = requests.map(({ digest }) => digest);
  expect(a).toBe(again);
  expect(b).toBe(sameB);
  expect(new Set([a, elsewhere, x, y, b]).size).toBe(5);
  await session.close();
});

test('a handler that does not read its input leaves it to the loop', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await session.run(shell("printf 'a\\nb\\n' | while read -r x; do aws get $x; done"));
  expect(aws.calls.map(({ argv }) => argv[1])).toEqual(['a', 'b']);
  await session.close();
});

test('B3 cancelling leaves a change in flight unknown, within a second', async () => {
  let started = (): void => undefined;
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const aws = handlerOf('aws', () => {
    started();
    return new Promise(() => undefined);
  });
  const { session, events, controller } = await open([aws]);
  const run = session.run(shell('aws set a || true\necho never'));
  await running;
  controller.abort();
  await expect(run).rejects.toMatchObject({
    code: 'COMMAND_INTERRUPTED',
    exitCode: 5,
    state: 'Unknown: check test:thing a.',
  });
  expect(events.at(-1)).toMatchObject({ type: 'command-outcome', state: 'unknown', seq: 0 });
  await session.close();
});

test('cancelling a read is an interruption, and an idle session can be cancelled', async () => {
  const aws = handlerOf(
    'aws',
    (_call, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  const { session, events, controller } = await open([aws], (request) => {
    setImmediate(() => controller.abort());
    return { verdict: 'run', by: request.stepId };
  });
  await expect(session.run(shell('aws get a'))).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(events.at(-1)).toMatchObject({ state: 'interrupted' });
  await session.close();
  const idle = await open([]);
  idle.controller.abort();
  await expect(idle.session.run(shell('echo a'))).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await idle.session.close();
});

test('B2 a change whose handler throws is unknown and stops the shell', async () => {
  const aws = handlerOf('aws', async () => {
    throw new TypeError('socket hang up');
  });
  const { session, events } = await open([aws]);
  await expect(session.run(shell('aws set a || true'))).rejects.toMatchObject({
    code: 'COMMAND_INTERRUPTED',
    exitCode: 5,
  });
  expect(events.at(-1)).toMatchObject({ state: 'unknown' });
  await session.close();
});
