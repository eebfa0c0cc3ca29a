/**
 * One process at a time in a folder, whatever becomes of it; with nothing but files, which every system has.
 *
 * L1 Whoever made the file of the highest generation (`lock-7`) holds the lock, as long as the file names a process that
 *    lives. To let go is to empty it.
 * L2 A link appears whole and only once, so of those who see generation 7 free, or its holder dead, one makes 8.
 * L3 The highest file is never removed. Who made a lower one, having looked too long ago, steps back.
 */
import { randomUUID } from 'node:crypto';
import { link, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SteadyError } from '@steadyhand/contracts';
import { identityIn, identityOf, isAlive } from './process-start.ts';

const POLL_MS = 10;
/** Longer than a holder takes to start a server that recovers from a crash. */
const PATIENCE_MS = 90_000;
/** Keeps who looked a moment ago from making a generation anew that is over. */
const GENERATIONS_KEPT = 16;

/** Runs `action` while no other process, and no other call here, is in the folder; a dead holder holds nothing. */
export async function withFolderLock<T>(folder: string, action: () => Promise<T>): Promise<T> {
  const held = await take(folder);
  try {
    return await action();
  } finally {
    await truncate(held);
  }
}

async function take(folder: string): Promise<string> {
  const draft = join(folder, `lock-draft-${randomUUID()}`);
  await writeFile(draft, JSON.stringify(identityOf(process.pid)));
  const deadline = performance.now() + PATIENCE_MS;
  try {
    for (;;) {
      const last = await lastGeneration(folder);
      const holder = identityIn(fileOf(folder, last));
      if (!(holder && isAlive(holder)) && (await make(folder, draft, last + 1))) return fileOf(folder, last + 1);
      if (performance.now() > deadline) {
        const reason = `process ${holder?.pid} has held the lock of ${folder} for ${PATIENCE_MS / 1000} s`;
        throw new SteadyError('POSTGRES_START_FAILED', { reason });
      }
      await wait(POLL_MS);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function make(folder: string, draft: string, generation: number): Promise<boolean> {
  const file = fileOf(folder, generation);
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  if ((await lastGeneration(folder)) !== generation) {
    await rm(file, { force: true });
    return false;
  }
  const old = (await generations(folder)).filter((other) => other <= generation - GENERATIONS_KEPT);
  await Promise.all(old.map((other) => rm(fileOf(folder, other), { force: true })));
  return true;
}

async function lastGeneration(folder: string): Promise<number> {
  return Math.max(0, ...(await generations(folder)));
}

async function generations(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => /^lock-(\d+)$/.exec(name)?.slice(1).map(Number) ?? []);
}

function fileOf(folder: string, generation: number): string {
  return join(folder, `lock-${generation}`);
}
