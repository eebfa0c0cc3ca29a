/**
 * Sees to it that a user who is killed leaves all the same. A shell, for it is small, waits for the end of its input,
 * which the system brings about however this process ends; then it becomes the program that leaves. A line before the
 * end says that there is nothing left to do.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface Watcher {
  dismiss(): void;
}

export function watchOver(folder: string, user: string): Watcher {
  const program = fileURLToPath(new URL('./watcher-main.ts', import.meta.url));
  // Sources need this process's options to be loaded; what is built needs none, and some would have it do other things.
  const options = program.endsWith('.ts') ? process.execArgv : [];
  const leave = [process.execPath, ...options, program, folder, user];
  const shell = spawn('/bin/sh', ['-c', 'read -r _ || exec "$@"', 'steadyhand-watcher', ...leave], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    // Neither Ctrl-C nor the end of this process's terminal reaches it.
    detached: true,
  });
  // Without a shell the database of a user who is killed runs until the next one leaves.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  (shell.stdin as Socket).unref();
  return { dismiss: () => void shell.stdin.end('\n') };
}
