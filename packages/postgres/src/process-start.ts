import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One process for ever: its pid and when it started. */
export const ProcessIdentitySchema = z.object({ pid: z.number().int().positive(), processStart: z.string() });
export type ProcessIdentity = z.infer<typeof ProcessIdentitySchema>;

/**
 * When a process started, as its system tells it: on Linux seconds since boot, elsewhere `ps`'s date. A pid and its
 * start name one process for ever. Null when there is no such process, or only its unreaped remains.
 */
export function processStart(pid: number): string | null {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

export function isAlive(identity: ProcessIdentity): boolean {
  return processStart(identity.pid) === identity.processStart;
}

/** Null when there is no such process. */
export function identityOf(pid: number): ProcessIdentity | null {
  const start = processStart(pid);
  return start === null ? null : { pid, processStart: start };
}

/** Whom a file names; null when it is not there, is empty or, after a crash, not whole. */
export function identityIn(file: string): ProcessIdentity | null {
  try {
    return ProcessIdentitySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

const TICKS_PER_SECOND = 100;

/** proc(5): the command's name may hold spaces and brackets, so fields are counted from its last bracket. */
function startFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return null;
    return (Number(fields[18]) / TICKS_PER_SECOND).toFixed(2);
  } catch {
    return null;
  }
}

function startFromPs(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } }).trim();
  } catch {
    return null;
  }
}
