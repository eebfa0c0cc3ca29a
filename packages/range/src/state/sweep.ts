import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive, type ProcessIdentity, ProcessIdentitySchema } from '@steadyhand/postgres';
import { removeLeftBehind } from '../process/left-behind.ts';
import { foldersOf, type Owner, OwnerSchema, type RangeFolders, rangesFolder } from './folders.ts';

/** Temporary folders of ranges are named so; nothing else is ever deleted. */
export const TEMPORARY_PREFIX = 'steady-range-';

const POLL_MS = 10;
const PATIENCE_MS = 1000;

/**
 * Ends what ranges left behind whose own process is gone: their processes, told apart by pid and start, and their
 * folders. Gives the names of those ranges.
 */
export async function sweep(stateFolder: string): Promise<string[]> {
  const names = await readdir(rangesFolder(stateFolder)).catch(() => []);
  const swept = await Promise.all(names.map((name) => sweepOne(stateFolder, name)));
  return names.filter((_, index) => swept[index]);
}

async function sweepOne(stateFolder: string, name: string): Promise<boolean> {
  const folders = foldersOf(stateFolder, name);
  const owner = await ownerOf(folders);
  if (!owner || isAlive(owner)) return false;
  await endProcesses(folders);
  await removeFolders(folders, owner);
  return true;
}

/** Null when nobody has the name. */
export function ownerOf({ owner }: RangeFolders): Promise<Owner | null> {
  return readJson(owner, OwnerSchema);
}

/** Null for a file that is not there or, after a crash, not whole. */
async function readJson<T>(file: string, schema: { parse(value: unknown): T }): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

async function endProcesses({ processes }: RangeFolders): Promise<void> {
  const files = await readdir(processes).catch(() => []);
  await Promise.all(
    files.map(async (file) => {
      const identity = await readJson(join(processes, file), ProcessIdentitySchema);
      if (!identity) return;
      if (isAlive(identity)) await end(identity);
      removeLeftBehind(identity.pid);
    }),
  );
}

async function end(identity: ProcessIdentity): Promise<void> {
  // Postgres gives back its shared memory at this signal; what does not end by it is killed.
  signalGroup(identity.pid, 'SIGQUIT');
  for (let waited = 0; waited < PATIENCE_MS && isAlive(identity); waited += POLL_MS) await wait(POLL_MS);
  signalGroup(identity.pid, 'SIGKILL');
  while (isAlive(identity)) await wait(POLL_MS);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended a moment ago.
  }
}

/** Removes a range's traces. The name's folder goes with one rename, so that another start never sees half of it. */
export async function removeFolders({ root }: RangeFolders, { folder }: Owner): Promise<void> {
  const going = join(dirname(root), `.${basename(root)}.${process.pid}`);
  await rename(root, going).catch(() => {});
  const temporary = basename(folder).startsWith(TEMPORARY_PREFIX) ? [folder] : [];
  await Promise.all([going, ...temporary].map((path) => rm(path, { recursive: true, force: true, maxRetries: 5 })));
}
