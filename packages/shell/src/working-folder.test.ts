/** The folder as the session has it behaves like a copy-on-write one, and a record of it behaves like the folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '@steadyhand/contracts';
import fc from 'fast-check';
import { type IFileSystem, OverlayFs } from 'just-bash';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostFolder, recordedHostFiles } from './host-folder.ts';
import { createRedactor } from './redact.ts';
import { WorkingFolder } from './working-folder.ts';

const MOUNT = '/project';
let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'steadyhand-'));
  await mkdir(join(root, 'd', 'e'), { recursive: true });
  for (const name of ['a', 'b', 'd/x', 'd/e/z']) await writeFile(join(root, name), `host ${name}\n`);
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

/** One over the folder, or over its record alone. */
function workingFolder(events: RunEvent[], recorded: readonly RunEvent[] | null = null): WorkingFolder {
  const host = new HostFolder({
    runId: 'run-1',
    clock: { now: () => 0, sleep: async () => {} },
    journal: { append: async (event) => void events.push(event), events: async () => events },
    redactor: createRedactor(),
    runKey: Buffer.from('key'),
    root: recorded === null ? root : join(root, 'nowhere'),
    mount: MOUNT,
    recorded: recordedHostFiles(recorded ?? []),
    line: () => 1,
    interrupt: () => {},
  });
  return new WorkingFolder(host);
}

type Operation = readonly [name: string, ...paths: string[]];

const path = fc.constantFrom('a', 'b', 'd', 'd/x', 'd/e', 'd/e/z', 'new', 'd/new', 'd/e/new', 'new/f', '.');
const one = fc.constantFrom('read', 'stat', 'exists', 'list', 'write', 'append', 'mkdir', 'rm', 'chmod');
const two = fc.constantFrom('cp', 'mv', 'link');
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(one, path),
  // Onto, into and out of itself, file systems differ in words.
  fc
    .tuple(two, path, path)
    .filter(([, from, to]) => !`${from}/`.startsWith(`${to}/`) && !`${to}/`.startsWith(`${from}/`)),
);

async function carryOut(fs: IFileSystem, [name, ...paths]: Operation): Promise<unknown> {
  const [at = '', to = ''] = paths.map((each) => fs.resolvePath(MOUNT, each));
  if (name === 'read') return fs.readFile(at);
  if (name === 'exists') return fs.exists(at);
  if (name === 'list') return (await fs.readdirWithFileTypes?.(at))?.map((entry) => [entry.name, entry.isFile]);
  if (name === 'write') return fs.writeFile(at, 'written\n');
  if (name === 'append') return fs.appendFile(at, 'more\n');
  if (name === 'mkdir') return fs.mkdir(at, { recursive: true });
  if (name === 'rm') return fs.rm(at, { recursive: true });
  if (name === 'chmod') return fs.chmod(at, 0o600);
  if (name === 'cp') return fs.cp(at, to, { recursive: true });
  if (name === 'mv') return fs.mv(at, to);
  if (name === 'link') return fs.link(at, to);
  const { isFile, isDirectory, size } = await fs.stat(at);
  return { isFile, isDirectory, size: isFile ? size : 0 };
}

async function carryOutAll(fs: IFileSystem, operations: readonly Operation[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const each of operations) {
    const result = await carryOut(fs, each).catch((error: Error) => error.message.split(':')[0]);
    // The overlay's own word for a folder of the host that is read as a file.
    results.push(result === 'EIO' ? 'EISDIR' : result);
  }
  return results;
}

/** Operations that would put a file where a folder is, or a folder where a file is, are left out: the shell refuses them. */
async function sensible(operations: readonly Operation[]): Promise<Operation[]> {
  const fs = new OverlayFs({ root, mountPoint: MOUNT });
  const kept: Operation[] = [];
  const isFolder = async (at: string): Promise<boolean | null> =>
    fs.stat(at).then(
      ({ isDirectory }) => isDirectory,
      () => null,
    );
  for (const each of operations) {
    const [name, ...paths] = each;
    const [at = '', to = ''] = paths.map((one) => fs.resolvePath(MOUNT, one));
    const target = to === '' ? at : to;
    const parent = await isFolder(fs.resolvePath(target, '..'));
    const [source, there] = [await isFolder(at), await isFolder(target)];
    const writes = ['write', 'append', 'mkdir', 'cp', 'mv', 'link'].includes(name);
    const isWhole = to === '' ? there !== (name !== 'mkdir') : there === null || there === source;
    if (writes && (parent !== true || !isWhole || at === MOUNT || target === MOUNT)) continue;
    // An overlay gives nothing for a file that is listed, where it is an error.
    if (name === 'list' && there === false) continue;
    if ((name === 'rm' || name === 'chmod') && at === MOUNT) continue;
    kept.push(each);
    await carryOut(fs, each).catch(() => {});
  }
  return kept;
}

test('R6 any use of the folder gives what a copy-on-write folder gives, and again from the record', {
  timeout: 120_000,
}, async () => {
  let events = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 14 }), async (all) => {
      const operations = await sensible(all);
      const kept: RunEvent[] = [];
      const results = await carryOutAll(workingFolder(kept), operations);
      expect(results).toEqual(await carryOutAll(new OverlayFs({ root, mountPoint: MOUNT }), operations));
      const news: RunEvent[] = [];
      expect(await carryOutAll(workingFolder(news, kept), operations)).toEqual(results);
      expect(news).toEqual([]);
      const paths = kept.flatMap((event) => (event.type === 'host-file' ? [event.path] : []));
      expect(new Set(paths).size).toBe(paths.length);
      events += kept.length;
    }),
    { seed: 42, numRuns: Number(process.env.STEADYHAND_FOLDER_RUNS ?? 200) },
  );
  expect(events).toBeGreaterThan(500);
});

test('R6 what is asked for at the same time is looked up once', async () => {
  const events: RunEvent[] = [];
  const fs = workingFolder(events);
  const at = `${MOUNT}/d/e/z`;
  await Promise.all([fs.readFile(at), fs.readFile(at), fs.stat(at), fs.readdir(`${MOUNT}/d/e`), fs.exists(at)]);
  await Promise.all([fs.readFile(at), fs.lstat(at), fs.realpath(at)]);
  const paths = events.flatMap((event) => (event.type === 'host-file' ? [event.path] : []));
  expect(new Set(paths).size).toBe(paths.length);
});

test('R6 the times and modes of the folder are those of the record', async () => {
  const kept: RunEvent[] = [];
  const stats = async (fs: IFileSystem) => {
    const names = ['a', 'd', 'd/x'].map((name) => `${MOUNT}/${name}`);
    const before = await Promise.all(names.map((name) => fs.stat(name)));
    await fs.readFile(`${MOUNT}/a`);
    return [before, await fs.stat(`${MOUNT}/a`)].flat().map(({ mode, mtime }) => [mode, mtime]);
  };
  const first = await stats(workingFolder(kept));
  expect(await stats(workingFolder([], kept))).toEqual(first);
  expect(first[0]).toEqual(first[3]);
});
