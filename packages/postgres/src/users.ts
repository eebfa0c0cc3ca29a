/** Who uses a shared database: a file each with its pid and start, read and written under the lock of the folder. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clustersIn, openCluster } from './cluster.ts';
import { withFolderLock } from './folder-lock.ts';
import { identityIn, identityOf, isAlive } from './process-start.ts';
import { stop } from './server.ts';

export function usersFolder(folder: string): string {
  return join(folder, 'users');
}

/** Notes down that this process uses the database. */
export async function enter(folder: string, user: string): Promise<void> {
  await writeFile(fileOf(folder, user), JSON.stringify(identityOf(process.pid)));
}

/** The processes of those who use it; forgets those who were killed. */
export async function usersOf(folder: string): Promise<number[]> {
  const users = usersFolder(folder);
  const pids: number[] = [];
  for (const name of await readdir(users)) {
    const identity = identityIn(join(users, name));
    if (identity && isAlive(identity)) pids.push(identity.pid);
    else await rm(join(users, name), { force: true });
  }
  return pids;
}

/** The last one stops the server. */
export async function leave(folder: string, user: string): Promise<void> {
  await withFolderLock(folder, async () => {
    await rm(fileOf(folder, user), { force: true });
    await stopUnused(folder);
  });
}

/** Also the servers that one who was killed had started for an upgrade. */
export async function stopUnused(folder: string): Promise<void> {
  if ((await usersOf(folder)).length > 0) return;
  for (const { path } of await clustersIn(folder)) await stop(await openCluster(path));
}

function fileOf(folder: string, user: string): string {
  return join(usersFolder(folder), `${user}.json`);
}
