/**
 * The database of one user on this machine, shared by all of the user's processes.
 *
 * P1 Joining, starting and stopping happen under one lock, so a server never stops under somebody who joins.
 * P2 Every user has a file with its pid and start; one whose process is gone does not count.
 * P3 A second server on the same data is refused by Postgres itself; its lock is removed only where the pid in it is
 *    another process's now.
 */
import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { installPostgres, isOpenToAll, type PostgresInstallation } from './binaries.ts';
import { prepareCluster } from './cluster.ts';
import { withFolderLock } from './folder-lock.ts';
import { identityIn, identityOf, isAlive } from './process-start.ts';
import { type Server, start, stop } from './server.ts';

export interface SharedPostgresOptions {
  /** The user's; the database lies in `postgres` under it. */
  dataFolder: string;
  cacheFolder: string;
  /** How long the last one to leave waits for another before it stops the server; milliseconds. */
  graceMs?: number;
}

export interface SharedPostgres {
  /** Names socket, user and password; not to be shown. */
  url: string;
  /** Where the data are. */
  folder: string;
  /** Leaves; the last one stops the server. Connections must be closed before. */
  release(): Promise<void>;
}

const GRACE_MS = 200;
/** Where root keeps data (FHS 5.8) when the server's own user cannot enter root's home. */
const SHARED_DATA = '/var/lib/steadyhand';

/**
 * Joins the user's database, and starts it when it does not run. Rejects with POSTGRES_MISSING, POSTGRES_START_FAILED or
 * POSTGRES_VERSION_MISMATCH.
 */
export async function openSharedPostgres(options: SharedPostgresOptions): Promise<SharedPostgres> {
  const { dataFolder, cacheFolder, graceMs = GRACE_MS } = options;
  const installation = await installPostgres(cacheFolder);
  const folder = await makeFolder(resolve(dataFolder), installation);
  const users = join(folder, 'users');
  const user = join(users, `${randomUUID()}.json`);
  const server = await withFolderLock(folder, async () => {
    const found: Server = { folder, cluster: await prepareCluster(folder, installation), installation };
    await start(found);
    await writeFile(user, JSON.stringify(identityOf(process.pid)));
    return found;
  });
  const leave = async () => {
    await wait(graceMs);
    await withFolderLock(folder, async () => {
      await rm(user, { force: true });
      if (!(await isUsed(users))) await stop(server);
    });
  };
  let leaving: Promise<void> | null = null;
  return {
    url: server.cluster.url,
    folder,
    release() {
      leaving ??= leave();
      return leaving;
    },
  };
}

async function makeFolder(dataFolder: string, { uid }: PostgresInstallation): Promise<string> {
  const own = uid === undefined || (await isOpenToAll(dataFolder));
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 8);
  const folder = own ? join(dataFolder, 'postgres') : join(SHARED_DATA, `postgres-${name}`);
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  // The server's user must get through what was made.
  if (uid !== undefined && first !== undefined) {
    for (let path = folder; path !== dirname(first); path = dirname(path)) await chmod(path, 0o711);
  }
  await mkdir(join(folder, 'users'), { recursive: true, mode: 0o700 });
  return folder;
}

/** Forgets those who were killed. */
async function isUsed(users: string): Promise<boolean> {
  const files = (await readdir(users)).map((name) => join(users, name));
  const alive = files.filter((file) => {
    const identity = identityIn(file);
    return identity !== null && isAlive(identity);
  });
  await Promise.all(files.filter((file) => !alive.includes(file)).map((file) => rm(file, { force: true })));
  return alive.length > 0;
}
