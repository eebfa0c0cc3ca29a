/** The rules of the replay (replay.ts), one by one; replay-crash.test.ts ends runs at every point. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CommandHandler, CommandResult, RunEvent } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { MAX_KEPT_BYTES } from './kept-result.ts';
import { recordedCalls } from './replay.ts';
import { dryRun, handlerOf, open, recorder, shell, TARGET } from './test-kit.ts';
import { type LifeOptions, live, untouchable, World } from './test-world.ts';

/** Two lives of one run; the second may have other handlers and blocks. */
async function twice(
  handlers: readonly CommandHandler[],
  blocks: readonly string[],
  { clock, ...then }: Partial<Pick<LifeOptions, 'handlers' | 'blocks' | 'clock'>> = {},
) {
  const kept: RunEvent[] = [];
  const both = { handlers, blocks, kept, ...(clock && { clock }) };
  const first = await live(both);
  const written = kept.length;
  const second = await live({ ...both, ...then });
  return { first, second, kept, news: kept.slice(written) };
}

/** A handler that is interrupted at every call that stands in `cut`, by its first two words. */
function interruptible(cut: readonly string[], more: Partial<CommandHandler> = {}): CommandHandler {
  return handlerOf(
    'world',
    async ({ argv }) => {
      if (cut.includes(argv.slice(0, 2).join(' '))) throw new TypeError('socket hang up');
      return { exitCode: 0, stdout: 'ok\n', stderr: '' };
    },
    more,
  );
}

test('R2 a divergence names both commands and the line, and stops the shell in every construct', async () => {
  const world = recorder('world');
  const { second } = await twice([world.handler], ['world get a\nworld set b 1'], {
    blocks: ['world get a\nworld set b 2 || true; world set c'],
  });
  expect(second.error).toMatchObject({
    code: 'RUN_DIVERGED',
    exitCode: 5,
    message: 'world set b 2 (line 2) is not what the run recorded at this place: it has world set b 1 (line 2).',
  });
  expect(world.calls).toHaveLength(2);
});

test('R2 another target is another command', async () => {
  const world = recorder('world');
  const kept: RunEvent[] = [];
  const options = { handlers: [world.handler], blocks: ['world set a'], kept };
  await live(options);
  const target = { ...TARGET, region: 'eu-west-2' };
  expect((await live({ ...options, target })).error).toMatchObject({ code: 'RUN_DIVERGED' });
  expect(world.calls).toHaveLength(1);
});

test('R2 a record with a gap, or of another run, is refused', async () => {
  const kept: RunEvent[] = [];
  await live({ handlers: [recorder('world').handler], blocks: ['world get a; world get b'], kept });
  const [, second] = recordedCalls(kept, 'main');
  if (!second) throw new TypeError('no second call');
  await expect(open([], undefined, { recorded: [second] })).rejects.toMatchObject({ code: 'INTERNAL' });
  await expect(open([], undefined, { recorded: recordedCalls(kept, 'main'), runId: 'run-2' })).rejects.toMatchObject({
    code: 'INTERNAL',
  });
  expect(recordedCalls(kept, 'other')).toEqual([]);
});

test('R3 the handler looks what became of a change, and the script goes on with what it saw', async () => {
  const reconcile: CommandHandler['reconcile'] = async ({ argv }) =>
    argv[1] === 'a' ? { state: 'done', exitCode: 3, stdout: 'seen\n', evidence: 'a is 6' } : { state: 'not-done' };
  const blocks = ['X=$(world set a) || echo "failed with $?"', 'echo "$X"\nworld set b'];
  const { first, second, news } = await twice([interruptible(['set a'])], blocks, {
    handlers: [interruptible([], { reconcile })],
  });
  expect(first.error).toMatchObject({ code: 'COMMAND_INTERRUPTED' });
  expect(second.results.map(({ stdout }) => stdout)).toEqual(['failed with 3\n', 'seen\nok\n']);
  expect(news.slice(0, 2)).toMatchObject([
    { type: 'command-reconciled', seq: 0, decision: 'done', by: 'world@test', evidence: 'a is 6' },
    { type: 'command-outcome', seq: 0, state: 'done', exitCode: 3, stdout: 'seen\n' },
  ]);
});

test('R3 a change that has not happened passes the guard again before it runs', async () => {
  const kept: RunEvent[] = [];
  const reconcile: CommandHandler['reconcile'] = async () => ({ state: 'not-done' });
  await live({ handlers: [interruptible(['set a'])], blocks: ['world set a'], kept });
  const { error } = await live({
    handlers: [interruptible([], { reconcile })],
    blocks: ['world set a'],
    kept,
    guard: async () => ({ verdict: 'refuse', reason: 'a freeze has begun', by: 'policy' }),
  });
  expect(error).toMatchObject({ code: 'COMMAND_REFUSED' });
  expect(kept.map(({ type }) => type)).toEqual([
    'command-intent',
    'command-outcome',
    'command-reconciled',
    'command-outcome',
  ]);
  expect(kept.at(-1)).toMatchObject({ state: 'refused' });
});

test('R3 a person is asked with the evidence, and a handler that fails to look is no answer', async () => {
  const kept: RunEvent[] = [];
  const asked: unknown[] = [];
  const reconcile = async (): Promise<never> => {
    throw new TypeError('no network');
  };
  const blocks = ['world set a'];
  await live({ handlers: [interruptible(['set a'])], blocks, kept });
  const handlers = [interruptible([], { reconcile })];
  const { results } = await live({
    handlers,
    blocks,
    kept,
    onUnknown: async (intent, call, evidence) => {
      asked.push([intent.seq, call.argv, evidence]);
      return { treat: 'done', exitCode: 0, stdout: 'by hand\n', by: 'ann' };
    },
  });
  expect(asked).toEqual([[0, ['set', 'a'], 'socket hang up; it could not be looked up: no network']]);
  expect(results[0]?.stdout).toBe('by hand\n');
  expect(kept.at(-2)).toMatchObject({ type: 'command-reconciled', decision: 'done', by: 'ann' });
});

test('R3 a change that the handler of today takes for a read is reconciled all the same', async () => {
  const { second, kept } = await twice([interruptible(['set a'])], ['world set a'], {
    handlers: [{ ...interruptible([]), grammar: recorder('world').handler.grammar }].map((handler) => ({
      ...handler,
      grammar: { ...handler.grammar, analyse: (call) => ({ ...handler.grammar.analyse(call), effect: 'read' }) },
    })),
  });
  expect(second.error).toMatchObject({ code: 'COMMAND_INTERRUPTED' });
  expect(kept.at(-1)).toMatchObject({ type: 'command-reconciled', decision: 'abort' });
});

test('R3 a read that a timeout cut is cut again, and what stands after it does not run', async () => {
  const calls: string[] = [];
  const world = handlerOf('world', ({ argv }, { signal }) => {
    calls.push(argv.join(' '));
    if (argv[1] !== 'slow') return Promise.resolve({ exitCode: 0, stdout: '', stderr: '' });
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  const block = "timeout 0.1 bash -c 'world get slow; world set a'; echo $?";
  const { first, second, news } = await twice([world], [block, 'world get b']);
  expect(first.results[0]?.stdout).toBe('124\n');
  expect(second.results).toEqual(first.results);
  expect([calls, news]).toEqual([['get slow', 'get b'], []]);
});

test('R4 date, sleep and what the moment decides come from the record; pure tools run on the files', async () => {
  const world = new World();
  const blocks = [
    'date > /tmp/d\nsleep 5\njq -n now | tee /tmp/j\nprintf "%(%s)T\\n" -1\necho x > /tmp/f; ls -l /tmp/f; stat /tmp/f\nawk \'BEGIN{srand(); print rand()}\'',
    'tar -cf /tmp/t.tar /tmp/f; md5sum /tmp/t.tar; find /tmp -name f -printf "%T@"\nwc -c < /tmp/d\nworld set "$(cat /tmp/d /tmp/j)"',
  ];
  const { first, second, news } = await twice(world.handlers({ reconciles: true }), blocks, {
    handlers: untouchable(['world', 'date']),
  });
  expect(first.error).toBeNull();
  expect(second.results).toEqual(first.results);
  expect([news, second.opened.slept, first.opened.slept]).toEqual([[], [], [5000]]);
});

test('R4 a tool that is recorded still sets its variables, writes its files and calls its commands', async () => {
  const world = recorder('world');
  const block = [
    'mkdir /tmp/q; echo 1 > /tmp/q/a; find /tmp/q -name a -printf "%T@\\n" -exec world set {} \\;',
    `printf -v NOW '%(%s)T' -1; NOW=\${NOW:-none}; awk 'BEGIN { srand(); print rand() > "/tmp/r" }'; cat /tmp/r`,
    'world set "$NOW" "$(cat /tmp/r)"\nsleep 1',
  ].join('\n');
  // The second life must be in another second.
  const clock = { now: () => 0, sleep: (ms: number) => setTimeout(ms) };
  const { first, second, news } = await twice([world.handler], [block], { clock });
  expect(first.error).toBeNull();
  expect(second.error).toBeNull();
  expect(second.results).toEqual(first.results);
  expect(news).toEqual([]);
  expect(world.calls.map(({ argv }) => argv[1])).toEqual(['/tmp/q/a', expect.any(String)]);
});

test.each(['echo $RANDOM', 'echo $SECONDS', 'echo $EPOCHSECONDS', 'world set a & world set b'])(
  'R5 refused before running, in every life: %s',
  async (text) => {
    const world = recorder('world');
    const { first, second } = await twice([world.handler], ['world get a', text]);
    expect(first.error).toMatchObject({ code: 'CONSTRUCT_REFUSED' });
    expect(second.error).toMatchObject({ code: 'CONSTRUCT_REFUSED' });
    expect(world.calls).toHaveLength(1);
  },
);

test('R6 in a record of before host files were kept, one that is another now stops the run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'steadyhand-'));
  try {
    const world = recorder('world');
    const events: RunEvent[] = [];
    const blocks = ['world get a\nworld set "$(cat count.txt)"'];
    const life = { handlers: [world.handler], blocks, workingFolder: folder };
    await writeFile(join(folder, 'count.txt'), '4');
    await live({ ...life, kept: events });
    const kept = events.filter(({ type }) => type !== 'host-file');
    expect((await live({ ...life, kept: [...kept] })).error).toBeNull();
    await writeFile(join(folder, 'count.txt'), '6');
    expect((await live({ ...life, kept })).error).toMatchObject({ code: 'RUN_DIVERGED' });
    expect(world.calls).toHaveLength(2);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('R7 a record is returned whatever the handler is now', async () => {
  const { first, second, news } = await twice(
    [recorder('world', () => ({ stdout: 'old\n' })).handler],
    ['world get a; world set b'],
    { handlers: untouchable(['world']).map((handler) => ({ ...handler, version: 'world@2' })) },
  );
  expect(second.results).toEqual(first.results);
  expect(news).toEqual([]);
});

const revealing = (secret: () => string): CommandHandler =>
  handlerOf('world', async ({ argv: [verb, id = ''] }, { writeFile }) => {
    const result: CommandResult = { exitCode: 0, stdout: `${secret()}\n`, stderr: '', secrets: [secret()] };
    if (id === 'file') await writeFile('/tmp/secret', new TextEncoder().encode(`p=${secret()}`));
    if (verb === 'set' && id === secret()) return { exitCode: 0, stdout: 'used\n', stderr: '' };
    return id === 'file' ? { ...result, stdout: '' } : result;
  });

test('R8 a secret is not in the record, is asked again and then used as it was', async () => {
  const world = revealing(() => 's3cr3t-value');
  const blocks = ['P=$(world show a)\nworld get file', 'world set "$P"\nmd5sum /tmp/secret'];
  const { first, second, kept, news } = await twice([world], blocks);
  expect(first.error).toBeNull();
  expect(second.error).toBeNull();
  expect(second.results).toEqual(first.results);
  expect(second.opened.session.env().P).toBe('s3cr3t-value');
  expect(news).toEqual([]);
  expect(second.opened.requests).toEqual([]);
  const record = JSON.stringify(kept);
  for (const form of ['s3cr3t-value', Buffer.from('p=s3cr3t-value').toString('base64')]) {
    expect(record).not.toContain(form);
  }
});

test.each([
  ['another value', 'P=$(world show a)\nworld set b'],
  ['another file', 'world get file\nworld set b'],
])('R8 %s stops the run before the next change', async (_name, block) => {
  const values = ['s3cr3t-value'];
  const world = revealing(() => values[0] ?? '');
  const kept: RunEvent[] = [];
  await live({ handlers: [world], blocks: [block], kept });
  values[0] = 'r0tated-value';
  const { error } = await live({ handlers: [world], blocks: [block], kept });
  expect(error).toMatchObject({ code: 'RUN_DIVERGED', message: expect.stringContaining('held a secret') });
});

test('R8 without the key of the run nothing that held a secret is replayed', async () => {
  const world = revealing(() => 's3cr3t-value');
  const kept: RunEvent[] = [];
  await live({ handlers: [world], blocks: ['world show a'], kept });
  const { error } = await live({ handlers: [world], blocks: ['world show a'], kept, runKey: Buffer.from('other') });
  expect(error).toMatchObject({ code: 'RUN_DIVERGED' });
});

test('R8 a change that printed a secret is not made again, and says that the secret is gone', async () => {
  const world = revealing(() => 's3cr3t-value');
  const { second } = await twice([world], ['world set a 2>&1'], { handlers: untouchable(['world']) });
  expect(second.results[0]?.stdout).toBe('[secret]\nreplayed: a secret was removed from this output\n');
});

test('R8 the digest of a command with a secret cannot be guessed from the record', async () => {
  const digests = await Promise.all(
    ['one key', 'other key'].map(async (key) => {
      const kept: RunEvent[] = [];
      const runKey = Buffer.from(key);
      const blocks = ['world set --password hunter2', 'world set plain'];
      await live({ handlers: [recorder('world').handler], blocks, kept, runKey });
      return kept.flatMap((event) => (event.type === 'command-intent' ? [event.digest] : []));
    }),
  );
  expect(digests[0]?.[0]).not.toBe(digests[1]?.[0]);
  expect(digests[0]?.[1]).toBe(digests[1]?.[1]);
});

test('R9 bytes and files are kept whole', async () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
  const world = handlerOf('world', async (_call, { writeFile }) => {
    await writeFile('out.bin', bytes);
    return { exitCode: 0, stdout: Buffer.from(bytes).toString('latin1'), stderr: '', binary: true };
  });
  const block = 'cd /tmp; world set a | md5sum; md5sum out.bin; gzip -k out.bin; md5sum out.bin.gz';
  const { first, second } = await twice([world], [block], { handlers: untouchable(['world']) });
  expect(first.error).toBeNull();
  expect(second.results).toEqual(first.results);
});

test.each([
  ['get', 'interrupted', 'Nothing was changed; its output is in /home/steady/output-0.txt.'],
  ['set', 'unknown', 'It was carried out, with exit code 0; its output is in /home/steady/output-0.txt.'],
])('R9 what is larger than the record keeps is an error and a file, never cut: %s', async (verb, outcome, state) => {
  const world = recorder('world', () => ({ stdout: `first\n${'x'.repeat(MAX_KEPT_BYTES)}\nlast` }));
  const kept: RunEvent[] = [];
  const { error, opened } = await live({
    handlers: [world.handler],
    blocks: [`world ${verb} a | wc -c; world set b`],
    kept,
  });
  expect(error).toMatchObject({ code: 'OUTPUT_TOO_LARGE', state });
  expect(kept.at(-1)).toMatchObject({ state: outcome, stdout: '', stderr: expect.stringContaining('x … x') });
  expect(await opened.session.readFile('output-0.txt')).toHaveLength(MAX_KEPT_BYTES + 11);
  expect(world.calls).toHaveLength(1);
});

test('a refusal stops again, in the same words, and asks nobody', async () => {
  const kept: RunEvent[] = [];
  const options = { handlers: [recorder('world').handler], blocks: ['world get a\nworld set a || true'], kept };
  const refuse = { verdict: 'refuse', reason: 'frozen', by: 'policy' } as const;
  await live({
    ...options,
    guard: async ({ analysis }) => (analysis.effect === 'read' ? { verdict: 'run', by: 'test' } : refuse),
  });
  const written = kept.length;
  const { error, opened } = await live(options);
  expect(error).toMatchObject({ code: 'COMMAND_REFUSED', message: expect.stringContaining('frozen') });
  expect([opened.requests, kept.length]).toEqual([[], written]);
});

test('held commands, their marks and a wait for them are the same again, at every length of the record', async () => {
  const world = recorder('world', () => ({ stdout: '4\n' }));
  const blocks = [
    'ID=$(world set a | jq -r .id)\nworld get $ID',
    'until [ "$(world get count)" = 6 ]; do sleep 30; done\necho never',
    'sleep 5\nworld set "$ID" b',
  ];
  const run = async (kept: RunEvent[]) => {
    const guard = async (request: Parameters<typeof dryRun>[0]) => dryRun(request);
    return live({ handlers: [world.handler], blocks, kept, guard });
  };
  const whole: RunEvent[] = [];
  const first = await run(whole);
  expect(first.results[1]?.wouldWait).toBe('world get count');
  for (let length = 0; length <= whole.length; length += 1) {
    const kept = whole.slice(0, length);
    const again = await run(kept);
    expect(again.error).toBeNull();
    expect(again.results).toEqual(first.results);
    expect(kept.map(withoutTimes)).toEqual(whole.map(withoutTimes));
  }
});

function withoutTimes(event: RunEvent): unknown {
  const { at: _at, ...rest } = { durationMs: 0, ...event };
  return { ...rest, durationMs: 0 };
}

test.each(['exit 3', 'set -e; false', 'if false; then X=1; fi; echo "$X"'])(
  'a session that ended ends again at the same place: %s',
  async (text) => {
    const blocks = ['world get a', `world set b\n${text}\nworld set c`, 'world set d'];
    const { first, second, news } = await twice([recorder('world').handler], blocks, {
      handlers: untouchable(['world']),
    });
    expect(first.results.at(-1)?.ended).toBe(true);
    expect(second.results).toEqual(first.results);
    expect(news).toEqual([]);
  },
);

test('only what is new is shown, unless all is asked for', async () => {
  const kept: RunEvent[] = [];
  const blocks = ['echo one; world get a', 'world get b\nworld get c\necho end'];
  const options = { handlers: [recorder('world', ([, id]) => ({ stdout: `${id}\n` })).handler], blocks, kept };
  await live({ ...options, death: { event: 4, kept: true } });
  const text = ({ opened }: { opened: { output: { text: string }[] } }) =>
    opened.output.map((chunk) => chunk.text).join('');
  expect(text(await live(options))).toBe('c\nend\n');
  expect(text(await live({ ...options, showReplayed: true }))).toBe('one\na\nb\nc\nend\n');
});

test('the client token is of one call of one run, on its intent and with its handler', async () => {
  const seen: unknown[] = [];
  const world = handlerOf('world', async (_call, { clientToken }) => {
    seen.push(clientToken);
    return { exitCode: 0, stdout: '', stderr: '' };
  });
  const { session, events } = await open([world]);
  await session.run(shell('world set a; world set a'));
  await session.close();
  expect(events.flatMap((event) => (event.type === 'command-intent' ? [event.clientToken] : []))).toEqual(seen);
  expect(new Set(seen).size).toBe(2);
  for (const token of seen) expect(token).toMatch(/^[0-9a-f]{32}$/);
});
