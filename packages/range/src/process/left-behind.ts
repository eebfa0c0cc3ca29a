/**
 * What libfaketime leaves in the machine's shared memory (its ft_shm_create has the names). It takes its own back only from
 * programs that end by exit(), which shells and servers that are told to end at once do not.
 */
import { rmSync } from 'node:fs';

const FILES = ['/dev/shm/faketime_shm_', '/dev/shm/sem.faketime_sem_'];

/** Removes it after a program has ended. */
export function removeLeftBehind(pid: number): void {
  try {
    for (const file of FILES) rmSync(`${file}${pid}`, { force: true });
  } catch {
    // Somebody else's, of an earlier process with this number.
  }
}

/** Begins a shell command that takes its own back. */
export const TIDY_SHELL = `trap 'rm -f ${FILES.map((file) => `${file}$$`).join(' ')}' EXIT; trap 'exit 143' INT QUIT TERM`;
