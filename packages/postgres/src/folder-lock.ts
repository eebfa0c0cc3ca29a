/**
 * One process at a time in a folder, whatever becomes of it; with nothing but files, which every system has.
 *
 * L1 Whoever made the file of the highest generation (`lock-7`) holds the lock, as long as the file names a process that
 *    lives. To let go is to empty it.
 * L2 A link appears whole and only once, so of those who see generation 7 free, or its holder dead, one makes 8.
 * L3 The highest file is never removed. Who made a lower one, having looked too long ago, steps back.
 * L4 A holder that works lengthens its file now and then. Others wait for it as long as that takes, and give up on one
 *    that hangs.
 */
import { randomUUID } from 'node:crypto';
import { appendFile, link, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SteadyError } from '@steadyhand/contracts';
import { identityIn, identityOf, isAlive } from './process-start.ts';

const POLL_MS = 10;

export interface LockPace {
  /** How often a holder shows that it works; milliseconds, as all here. */
  beatMs: number;
  /** With a holder that does not show it. */
  patienceMs: number;
  /** After which a person wants to know for whom. */
  toldAfterMs: number;
}

const PACE: LockPace = { beatMs: 5000, patienceMs: 60_000, toldAfterMs: 2000 };

export interface LockOptions {
  /** Told once which process holds the lock when that takes long. */
  onWait?: (pid: number) => void;
  pace?: LockPace;
}

/** Keeps who looked a moment ago from making a generation anew that is over. */
const GENERATIONS_KEPT = 16;

/**
 * Runs `action` while no other process, and no other call here, is in the folder; a dead holder holds nothing. Rejects
 * with POSTGRES_START_FAILED when the one that is in it hangs.
 */
export async function withFolderLock<T>(
  folder: string,
  action: () => Promise<T>,
  { onWait = () => {}, pace = PACE }: LockOptions = {},
): Promise<T> {
  const held = await take(folder, onWait, pace);
  const done = new AbortController();
  const beating = beat(held, pace.beatMs, done.signal);
  try {
    return await action();
  } finally {
    done.abort();
    await beating;
    await truncate(held);
  }
}

async function beat(file: string, everyMs: number, done: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await wait(everyMs, undefined, { ref: false, signal: done });
      await appendFile(file, ' ');
    }
  } catch {
    // Done; or the folder is gone, of which the action hears.
  }
}

async function take(folder: string, onWait: (pid: number) => void, pace: LockPace): Promise<string> {
  const draft = join(folder, `lock-draft-${randomUUID()}`);
  await writeFile(draft, JSON.stringify(identityOf(process.pid)));
  const begun = performance.now();
  let told = false;
  let shown = { by: '', at: begun };
  try {
    for (;;) {
      const last = await lastGeneration(folder);
      const file = fileOf(folder, last);
      const holder = identityIn(file);
      if (!(holder && isAlive(holder)) && (await make(folder, draft, last + 1))) return fileOf(folder, last + 1);
      const now = performance.now();
      const by = `${last} ${(await stat(file).catch(() => null))?.size}`;
      if (by !== shown.by) shown = { by, at: now };
      if (holder && now > shown.at + pace.patienceMs) throw hangs(folder, holder.pid, pace);
      if (holder && !told && now > begun + pace.toldAfterMs) {
        told = true;
        onWait(holder.pid);
      }
      await wait(POLL_MS);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function hangs(folder: string, pid: number, { patienceMs }: LockPace): SteadyError {
  const reason = `process ${pid} holds the lock of ${folder} and has done nothing for ${patienceMs / 1000} s`;
  return new SteadyError('POSTGRES_START_FAILED', { reason });
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
