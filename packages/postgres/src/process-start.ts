import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, as its system tells it: on Linux seconds since boot, elsewhere `ps`'s date. A pid and its
 * start name one process for ever. Null when there is no such process, or only its unreaped remains.
 */
export function processStart(pid: number): string | null {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

export function isAlive(identity: { pid: number; processStart: string }): boolean {
  return processStart(identity.pid) === identity.processStart;
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
