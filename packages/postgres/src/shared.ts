/**
 * The database of one user on this machine, shared by all of the user's processes.
 *
 * P1 Joining, starting, upgrading and stopping happen under one lock, so a server never stops under somebody who joins.
 * P2 Every user has a file with its pid and start; one whose process is gone does not count, and its watcher leaves for it.
 * P3 A second server on the same data is refused by Postgres itself; its lock is removed only where the pid in it is
 *    another process's now, or none.
 */
import { createHash, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { installPostgres, isOpenToAll, type PostgresInstallation } from './binaries.ts';
import { withFolderLock } from './folder-lock.ts';
import { sayingFullDisk } from './full-disk.ts';
import { makeFolders } from './make-folders.ts';
import { keeperOf, NOBODY, serverUid } from './owner.ts';
import { prepareCluster } from './prepare-cluster.ts';
import { start } from './server.ts';
import type { UpgradeOptions } from './upgrade.ts';
import { enter, leave, stopUnused, usersFolder } from './users.ts';
import { watchOver } from './watcher.ts';

export interface SharedPostgresOptions {
  /** The user's; the database lies in `postgres` under it. */
  dataFolder: string;
  cacheFolder: string;
  /** How data of an older major version become those of this one; without it they are refused. */
  upgrade?: UpgradeOptions;
  /** Folder of the npm package with the server, instead of the one that belongs to this package. */
  serverPackage?: string;
}

export interface SharedPostgres {
  /** Names socket, user and password; not to be shown. */
  url: string;
  /** Where the data are. */
  folder: string;
  /** Leaves; the last one stops the server. Connections must be closed before. */
  release(): Promise<void>;
}

/** Where root keeps data (FHS 5.8) when the server's own user cannot enter root's home. */
const SHARED_DATA = '/var/lib/steadyhand';

/** Joins the user's database, and starts it when it does not run. Rejects with a code that begins with POSTGRES_. */
export async function openSharedPostgres(options: SharedPostgresOptions): Promise<SharedPostgres> {
  const dataFolder = resolve(options.dataFolder);
  const { cacheFolder, serverPackage, upgrade } = options;
  const installed = await sayingFullDisk(cacheFolder, () => installPostgres(cacheFolder, serverPackage));
  const uid = await serverUid(dataFolder);
  const installation = { ...installed, ...(uid === undefined ? {} : { uid }) };
  return sayingFullDisk(dataFolder, async () =>
    enterDatabase(await makeFolder(dataFolder, uid), installation, upgrade),
  );
}

async function enterDatabase(
  folder: string,
  installation: PostgresInstallation,
  upgrade: UpgradeOptions | undefined,
): Promise<SharedPostgres> {
  const user = randomUUID();
  const watcher = watchOver(folder, user);
  const begin = () => startUnderLock(folder, installation, { user, upgrade });
  const leaveOnce = async () => {
    await sayingFullDisk(folder, () => leave(folder, user));
    watcher.dismiss();
  };
  try {
    const onWait = (pid: number) => upgrade?.onProgress?.({ phase: 'waiting', pid });
    const url = await withFolderLock(folder, begin, { onWait });
    let leaving: Promise<void> | null = null;
    return {
      url,
      folder,
      release() {
        leaving ??= leaveOnce();
        return leaving;
      },
    };
  } catch (error) {
    watcher.dismiss();
    throw error;
  }
}

async function startUnderLock(
  folder: string,
  installation: PostgresInstallation,
  { user, upgrade }: { user: string; upgrade: UpgradeOptions | undefined },
): Promise<string> {
  const cluster = await prepareCluster(folder, installation, upgrade);
  try {
    await start({ cluster, installation });
    await enter(folder, user);
  } catch (error) {
    // The first error is the one to tell.
    await stopUnused(folder).catch(() => {});
    throw error;
  }
  return cluster.url;
}

async function makeFolder(dataFolder: string, uid: number | undefined): Promise<string> {
  const closed = uid === NOBODY && !(await isOpenToAll(dataFolder));
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 8);
  const folder = closed ? join(SHARED_DATA, `postgres-${name}`) : join(dataFolder, 'postgres');
  // The server's user must get through.
  const mode = uid === NOBODY ? 0o711 : 0o700;
  await makeFolders(usersFolder(folder), { mode, owner: keeperOf(uid) });
  return folder;
}
