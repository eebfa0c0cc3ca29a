/** What the tests of this package share: folders, other processes, and questions to a server. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';

export const isRoot = process.getuid?.() === 0;
export const cacheFolder = fileURLToPath(new URL('../../../node_modules/.cache/steadyhand', import.meta.url));

/** Folder of an npm package with a server of the version before; null where it is not installed. */
export const package17 = folderOfPackage('postgres-17-linux-x64');

function folderOfPackage(name: string): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    return null;
  }
}

/** Which the server's user may enter. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steadyhand-postgres-'));
  if (isRoot) await chmod(folder, 0o711);
  return folder;
}

/** When nobody is at work in it any more. */
export async function removeFolder(folder: string): Promise<void> {
  await until(() => processesNaming(folder).length === 0);
  await rm(folder, { recursive: true });
}

/** Command lines that name a path. */
export function processesNaming(path: string): string[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(path));
}

/** For at most a minute. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let polls = 0; polls < 1200; polls++) {
    if (await condition()) return;
    await wait(50);
  }
  throw new RangeError('it did not come about');
}

/** Another process that runs one of the fixtures, in a process group of its own as one of a terminal is. */
export function runFixture(
  name: string,
  args: readonly string[],
  { umask, ...as }: { uid?: number; gid?: number; umask?: string } = {},
): ChildProcess & { lines: string[] } {
  const program = fileURLToPath(new URL(`../fixtures/${name}.ts`, import.meta.url));
  // By its URL, for a watcher runs elsewhere with the same options.
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const argv = ['--import', tsx, '--conditions=@steadyhand/source', program, ...args];
  const shell = ['/bin/sh', '-c', `umask ${umask ?? '022'} && exec "$@"`, 'sh'];
  const [command = '', ...rest] = [...shell, process.execPath, ...argv];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'], detached: true, ...as });
  const lines: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n').filter(Boolean)));
  return Object.assign(child, { lines });
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** The first value of the first row. */
export async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

/** A file system of one's own; root in a container often may not. */
export function canMount(): boolean {
  if (!isRoot) return false;
  const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    execFileSync('rmdir', [folder]);
  }
}
