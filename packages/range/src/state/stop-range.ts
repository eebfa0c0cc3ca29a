import { setTimeout as wait } from 'node:timers/promises';
import { SteadyError } from '@steadyhand/contracts';
import { isAlive } from '@steadyhand/postgres';
import { foldersOf } from './folders.ts';
import { ownerOf, sweep } from './sweep.ts';

/** A range ends within two or three seconds; one that takes longer hangs. */
const PATIENCE_MS = 10_000;
const POLL_MS = 20;

/**
 * Asks the process that a range lives in to end, and ends it when it does not. Resolves when nothing of the range is
 * left; rejects with RANGE_NOT_RUNNING when there is none of this name.
 */
export async function stopRange({ stateFolder, name }: { stateFolder: string; name: string }): Promise<void> {
  const folders = foldersOf(stateFolder, name);
  const owner = await ownerOf(folders);
  if (!owner) throw new SteadyError('RANGE_NOT_RUNNING', { name });
  const isGone = async () => !isAlive(owner) || (await ownerOf(folders)) === null;
  if (isAlive(owner)) process.kill(owner.pid, 'SIGTERM');
  for (let waited = 0; waited < PATIENCE_MS && !(await isGone()); waited += POLL_MS) await wait(POLL_MS);
  if (!(await isGone())) process.kill(owner.pid, 'SIGKILL');
  while (!(await isGone())) await wait(POLL_MS);
  await sweep(stateFolder);
}
