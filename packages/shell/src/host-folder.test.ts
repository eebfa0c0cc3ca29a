/** R6: what a session sees of the caller's folder is kept at first sight, and comes from the record in later lives. */
import { mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandHandler, type RunEvent, RunEventSchema } from '@steadyhand/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dryRun, handlerOf, open, recorder, shell } from './test-kit.ts';
import { type LifeOptions, live } from './test-world.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steadyhand-'));
  await mkdir(join(folder, 'sql', 'old'), { recursive: true });
  await writeFile(join(folder, 'count.txt'), '4\n');
  await writeFile(join(folder, 'sql', '1.sql'), 'SELECT 1;\n');
  await writeFile(join(folder, 'sql', '2.sql'), 'SELECT 2;\n');
  await writeFile(join(folder, 'stack.env'), 'CLUSTER=main\n');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function hostFiles(events: readonly RunEvent[]) {
  return events.filter((event) => event.type === 'host-file');
}

/** Events by the path below the folder, decoded. */
function seen(events: readonly RunEvent[]): Record<string, string | null> {
  const entries = hostFiles(events).map(({ path, data }) => [
    path.replace('/home/steady/project/', ''),
    data === null ? null : Buffer.from(data, 'base64').toString(),
  ]);
  return Object.fromEntries(entries);
}

const BLOCK = [
  'world set "$(cat count.txt)"',
  'for f in sql/*.sql; do world set "$f" "$(tail -c 4 "$f")"; done',
  'if [ -f later.txt ]; then world set later; else world set none; fi',
  'source stack.env; world set "$CLUSTER"; [ -d sql ] && [ ! -e sql/3.sql ] && world set whole',
  'find . -type f | sort | world set -; grep -rl SELECT . | sort | world set -; ls sql/old; wc -c < count.txt',
  'for f in *.txt; do [[ $f -nt stack.env ]] && world set "$f is newer"; done; world set end',
].join('\n');

/** A life in the folder as it is now, one in the same folder changed, and one without any folder. */
async function thrice(block: string, more: Partial<LifeOptions> = {}) {
  const world = recorder('world');
  const kept: RunEvent[] = [];
  const life = { handlers: [world.handler], blocks: [block], kept, workingFolder: folder, ...more };
  const first = await live(life);
  const written = kept.length;
  await rm(join(folder, 'count.txt'));
  await rm(join(folder, 'sql', '1.sql'));
  await writeFile(join(folder, 'sql', '0.sql'), 'DROP');
  await writeFile(join(folder, 'later.txt'), 'x');
  await writeFile(join(folder, 'stack.env'), 'CLUSTER=other\n');
  const changed = await live(life);
  const gone = await live({ ...life, workingFolder: join(folder, 'nowhere') });
  return { world, kept, first, changed, gone, news: kept.slice(written) };
}

test('R6 files, folders and what is not there are the same in every life, whatever became of the folder', async () => {
  await utimes(join(folder, 'stack.env'), 1, 1);
  const { world, kept, first, changed, gone, news } = await thrice(BLOCK);
  expect(first.error).toBeNull();
  const commands = world.calls.map(({ argv, stdin }) => [...argv.slice(1), stdin ?? ''].join(' ').trim());
  expect(commands).toEqual([
    '4',
    'sql/1.sql  1;',
    'sql/2.sql  2;',
    'none',
    'main',
    'whole',
    '- ./count.txt\n./sql/1.sql\n./sql/2.sql\n./stack.env',
    '- sql/1.sql\nsql/2.sql',
    'count.txt is newer',
    'end',
  ]);
  expect(changed.error).toBeNull();
  expect(changed.results).toEqual(first.results);
  expect(gone.error).toBeNull();
  expect(gone.results).toEqual(first.results);
  expect(news).toEqual([]);
  for (const event of hostFiles(kept)) expect(RunEventSchema.parse(event)).toEqual(event);
});

test('R6 a life that ended half-way goes on with what it had seen, and sees the rest anew', async () => {
  const world = recorder('world');
  const kept: RunEvent[] = [];
  const blocks = ['world set "$(cat count.txt)"', 'world set "$(cat stack.env)"'];
  const life = { handlers: [world.handler], blocks, kept, workingFolder: folder };
  const first = await live({ ...life, death: { event: 3, kept: true } });
  expect(first.error).toMatchObject({ code: 'INTERNAL' });
  await writeFile(join(folder, 'count.txt'), '9\n');
  await writeFile(join(folder, 'stack.env'), 'CLUSTER=new\n');
  expect((await live(life)).error).toBeNull();
  expect(world.calls.map(({ argv }) => argv[1])).toEqual(['4', 'CLUSTER=new']);
});

test('R6 each thing is kept once, by what was asked of it', async () => {
  const { session, events } = await open([], undefined, { workingFolder: folder });
  await session.run(shell('[ -f count.txt ]; [ -d sql ]; [ -e none.txt ] || cat none.txt 2>/dev/null || true'));
  const entry = { kind: 'file', size: 2, mode: 0o644, mtime: expect.any(Number) };
  const one = seen(events);
  expect(Object.keys(one)).toEqual(['count.txt/.', 'sql/.', 'none.txt']);
  expect(JSON.parse(one['count.txt/.'] ?? '')).toEqual(entry);
  expect(one['none.txt']).toBeNull();
  await session.run(shell('cat count.txt count.txt; ls sql; ls sql; cat sql/1.sql sql/4.sql || true'));
  const two = seen(events);
  expect(Object.keys(two).slice(3)).toEqual(['count.txt', 'sql/', 'sql/1.sql']);
  expect(two['count.txt']).toBe('4\n');
  expect(Object.keys(JSON.parse(two['sql/'] ?? ''))).toEqual(['1.sql', '2.sql', 'old']);
  await session.close();
});

test('R6 what nobody reads is not in the record, and files of the session never are', async () => {
  const { session, events } = await open([], undefined, { workingFolder: folder });
  await session.run(
    shell('echo new > new.txt; cat new.txt; echo t > /tmp/t; cat /tmp/t; mkdir d; cp new.txt d/; ls d'),
  );
  const files = seen(events);
  expect(Object.values(files).filter((data) => data !== null)).toEqual([]);
  expect((await session.close()).files).toContain('/home/steady/project/new.txt');
  const unused = await open([], undefined, { workingFolder: folder });
  await unused.session.run(shell('echo a; X=1; cd /tmp; pwd'));
  expect(unused.events).toEqual([]);
  await unused.session.close();
});

test('R6 what the session changed or removed is never looked up again', async () => {
  const text = [
    'cp count.txt copy.txt; echo 5 >> count.txt; cat count.txt copy.txt',
    'mv sql other; ls other; [ -e sql/1.sql ] || echo moved; cat other/1.sql',
    'rm stack.env; [ -e stack.env ] || echo removed; echo back > stack.env; cat stack.env',
    'rm -r other; mkdir other sql; ls other sql; cat sql/2.sql || echo none',
  ].join('\n');
  const { first, changed, gone } = await thrice(text);
  expect(first.results[0]?.stdout).toBe(
    '4\n5\n4\n1.sql\n2.sql\nold\nmoved\nSELECT 1;\nremoved\nback\nother:\n\nsql:\nnone\n',
  );
  expect([changed.results, gone.results]).toEqual([first.results, first.results]);
});

test('R6 handlers and the checks before a block read the same files', async () => {
  const aws = (calls: string[]): CommandHandler =>
    handlerOf('aws', async ({ argv: [, path = ''] }, { readFile }) => {
      calls.push(new TextDecoder().decode(await readFile(path)));
      return { exitCode: 0, stdout: '', stderr: '' };
    });
  const calls: string[] = [];
  const handlers = [aws(calls), recorder('world').handler];
  const { kept, changed, gone } = await thrice('bash deploy.sh 2>/dev/null || aws set count.txt', { handlers });
  expect([changed.error, gone.error]).toEqual([null, null]);
  expect(calls).toEqual(['4\n']);
  expect(seen(kept)).toMatchObject({ 'deploy.sh': null, 'count.txt': '4\n' });
});

test('R6 symbolic links are not there', async () => {
  await symlink('/etc', join(folder, 'etc'));
  await symlink(join(folder, 'count.txt'), join(folder, 'link.txt'));
  const { session, events } = await open([], undefined, { workingFolder: folder });
  const { stdout } = await session.run(
    shell('ls; cat link.txt etc/passwd 2>/dev/null || echo none; ln -s a b || echo no'),
  );
  expect(stdout).toBe('count.txt\nsql\nstack.env\nnone\nno\n');
  expect(JSON.stringify(events)).not.toContain('passwd');
  await session.close();
});

test('R8 a file with a secret is read again, and must be the same', async () => {
  const secret = 'DB_PASSWORD=hunter2-x\n';
  await writeFile(join(folder, '.env'), secret);
  const kept: RunEvent[] = [];
  const world = recorder('world');
  const blocks = [`source .env; world get \${#DB_PASSWORD}`, 'world set b'];
  const life = { handlers: [world.handler], blocks, kept, workingFolder: folder };
  const first = await live(life);
  expect(first.error).toBeNull();
  expect(JSON.stringify(kept)).not.toMatch(/hunter2-x|aHVudGVyMi14/);
  expect(hostFiles(kept).at(-1)).toMatchObject({
    data: Buffer.from('DB_PASSWORD=[secret]\n').toString('base64'),
    hmac: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const again = await live(life);
  expect([again.error, again.results]).toEqual([null, first.results]);
  for (const change of [
    () => writeFile(join(folder, '.env'), 'DB_PASSWORD=r0tated-x\n'),
    () => rm(join(folder, '.env')),
  ]) {
    await change();
    const { error } = await live(life);
    expect(error).toMatchObject({ code: 'RUN_DIVERGED', message: expect.stringContaining('it held a secret') });
  }
  await writeFile(join(folder, '.env'), secret);
  expect((await live({ ...life, runKey: Buffer.from('other') })).error).toMatchObject({ code: 'RUN_DIVERGED' });
  expect(world.calls).toHaveLength(2);
});

test('R9 a file that is larger than the record keeps stops the session where it is read, in words', async () => {
  await truncate(join(folder, 'count.txt'), 9 * 2 ** 20);
  const world = recorder('world');
  const { session, events } = await open([world.handler], undefined, { workingFolder: folder });
  expect(await session.run(shell('[ -s count.txt ] && ls *.txt'))).toMatchObject({ stdout: 'count.txt\n' });
  await expect(session.run(shell('X=$(cat count.txt) || true; world set b'))).rejects.toMatchObject({
    code: 'HOST_FILE_TOO_LARGE',
    message: '/home/steady/project/count.txt has 9.0 MiB; the record keeps 8.0 MiB of one file of the working folder.',
  });
  expect(world.calls).toEqual([]);
  expect(Object.keys(seen(events))).not.toContain('count.txt');
  await session.close();
});

test.each([
  ['is known to have failed where its program says so', 'told', 'done', 'HOST_FILE_TOO_LARGE'],
  ['is unknown where it does not', 'thrown', 'unknown', 'COMMAND_INTERRUPTED'],
])('R9 a change that reads a file that is too large %s', async (_name, how, state, code) => {
  await truncate(join(folder, 'count.txt'), 9 * 2 ** 20);
  const aws = handlerOf('aws', async (_call, { readFile }) => {
    const read = readFile('count.txt');
    if (how === 'thrown') await read;
    const stderr = await read.catch((error: Error) => error.message);
    return { exitCode: 1, stdout: '', stderr: `upload failed: ${String(stderr)}\n` };
  });
  const { session, events } = await open([aws], undefined, { workingFolder: folder });
  await expect(session.run(shell('aws set a || true; aws set b'))).rejects.toMatchObject({ code });
  const outcomes = events.filter((event) => event.type === 'command-outcome');
  expect(outcomes).toMatchObject([{ state, stderr: expect.stringContaining('count.txt has 9.0 MiB') }]);
  await session.close();
});

test('B2 a journal that fails where a file is read stops the session, before a block, too', async () => {
  const world = recorder('world');
  const journal = { append: () => Promise.reject(new TypeError('no disk')), events: async () => [] };
  for (const text of ['X=$(cat count.txt) || true; world set b', 'source stack.env; world set b']) {
    const { session } = await open([world.handler], undefined, { workingFolder: folder, journal });
    await expect(session.run(shell(text))).rejects.toThrow('no disk');
    await expect(session.run(shell('echo on'))).rejects.toThrow('no disk');
    await session.close();
  }
  expect(world.calls).toEqual([]);
});

test('R6 a dry run keeps what it sees in the same way', async () => {
  const guard: LifeOptions['guard'] = async (request) => dryRun(request);
  const { first, changed, gone, news } = await thrice('X=$(cat count.txt); world set "$X"\ncat stack.env', { guard });
  expect(first.results[0]).toMatchObject({ stdout: expect.stringContaining('CLUSTER=main\n') });
  expect([changed.results, gone.results, news]).toEqual([first.results, first.results, []]);
});
