import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';

/**
 * Runs a program to its end, as another user where one is given. Ctrl-C in this process's terminal does not reach it, so
 * that what answers Ctrl-C in its own way finds its work whole. Rejects with POSTGRES_START_FAILED and what it said.
 */
export async function runProgram(command: string, args: readonly string[], uid?: number): Promise<void> {
  const child = spawn(command, args, {
    cwd: '/',
    env: { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  try {
    const [code, signal] = await once(child, 'close');
    if (code === 0) return;
    said ||= `it ended with ${signal ?? code}`;
  } catch (error) {
    said = String(error);
  }
  throw new SteadyError('POSTGRES_START_FAILED', {
    reason: `${basename(command)}: ${said.trim().replaceAll('\n', '; ')}`,
  });
}
