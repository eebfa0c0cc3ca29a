/** What the shortest commands load: it is most of the time that they take. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'packages/cli/dist');
const PLAIN = join(import.meta.dirname, 'fixtures', 'restart-twice.md');

/** Text that only one package has in its sources. */
const MARKS = {
  zod: 'invalid_type',
  'the engine': 'wake_at',
  'just-bash': 'syntax error near unexpected token',
  'the AWS interpreter': 'You must specify a region',
};

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-start-'));
  // The first start of the sources as they are makes the bundle.
  await steady('first', '--version');
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([['--help'], ['run --help'], ['audit verify --help']])('%s loads the command line alone', async (command) => {
  const loaded = await loadedBy(...command.split(' '));
  expect(Buffer.byteLength(loaded)).toBeLessThan(250_000);
  for (const [name, mark] of Object.entries(MARKS)) expect(loaded.includes(mark), name).toBe(false);
});

it('show loads neither schemas nor engine, and nothing that is not read as it is written', async () => {
  const loaded = await loadedBy('show', PLAIN);
  // Parts are read as if each byte were a character.
  expect(loaded.search(/[\u0080-\uffff]/)).toBe(-1);
  expect(loaded).toContain(MARKS['just-bash']);
  expect(loaded.includes(MARKS.zod), 'zod').toBe(false);
  expect(loaded.includes(MARKS['the engine']), 'the engine').toBe(false);
  expect(loaded.includes(MARKS['the AWS interpreter']), 'the AWS interpreter').toBe(false);
});

it('show judges a statement once, and shows it alike after that', async () => {
  const document = join(folder, 'COUNT.md');
  await writeFile(document, '# Count\n\n```bash\npsql -c "DELETE FROM jobs"\n```\n');
  const shown = await steady('statements', 'show', document);
  expect(shown).toMatch(/destroy +psql -c "DELETE FROM jobs"/);
  const code = join(folder, 'statements/steadyhand/code');
  const judgements = (await readdir(code)).filter((name) => name.endsWith('-sql'));
  expect(await Promise.all(judgements.map((name) => readFile(join(code, name), 'utf8')))).toEqual([
    expect.stringContaining('DELETE FROM jobs'),
  ]);
  expect(await steady('statements', 'show', document)).toBe(shown);
});

/** Sources of all parts that a command loads: what is kept of a start names them. */
async function loadedBy(...argv: string[]): Promise<string> {
  await steady('cache', ...argv);
  const code = join(folder, 'cache/steadyhand/code');
  const [kept = ''] = await readdir(code);
  const content = await readFile(join(code, kept));
  await rm(code, { recursive: true });
  const index: [number, ...[string][]] = JSON.parse(content.toString('latin1', 8, 8 + content.readUInt32LE()));
  const [, ...names] = index;
  const parts = await Promise.all(names.map(([name]) => readFile(join(DIST, name), 'utf8')));
  return parts.join('\n');
}

async function steady(cache: string, ...argv: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, XDG_CACHE_HOME: join(folder, cache) };
  const { stdout } = await run(process.execPath, [join(ROOT, 'packages/cli/bin/steady.js'), ...argv], { env });
  return stdout;
}
