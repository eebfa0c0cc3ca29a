/**
 * From one major version of Postgres to the next: the old server reads the old data, the new one takes them into a new
 * cluster, and both are private to it.
 *
 * U1 The old data stay as they are, and are the backup in the end. Nothing but their own server touches them.
 * U2 The new cluster gets its name, with one rename, when it is whole, proven equal and on the disk. Until then the old
 *    one is what the next start finds; from then on the new one, whether or not the old one has its new name yet.
 * U3 Whatever an upgrade that was killed has left is swept by the next start, which begins anew.
 */
import { rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import pg from 'pg';
import type { PostgresInstallation } from './binaries.ts';
import { type Cluster, makeCluster, openCluster } from './cluster.ts';
import { type CopiedTable, copyRows, prepareSession } from './copy-rows.ts';
import { differenceOf } from './inventory.ts';
import { keptServer } from './kept-server.ts';
import { makeOnce } from './make-once.ts';
import { type Server, start, stop } from './server.ts';
import { syncFolder } from './sync-folder.ts';

export interface UpgradeOptions {
  /** Makes in the database at `to` the schema that the one at `from` has, which can only be read. */
  copySchema(urls: { from: string; to: string }): Promise<void>;
  /** Folder of the npm package of the server that made the data, for when it is not kept with them any more. */
  oldPackage?: string | undefined;
  onProgress?(progress: UpgradeProgress): void;
}

/** In this order. `waiting` comes alone: another process has worked in the folder for seconds, as an upgrade does. */
export type UpgradeProgress =
  | { phase: 'waiting'; pid: number }
  | { phase: 'begun'; from: string; to: string; folder: string }
  | { phase: 'servers-started' }
  | { phase: 'schema-made' }
  | ({ phase: 'table-copied' } & CopiedTable)
  | { phase: 'proven' }
  | { phase: 'switched' }
  /** `backup` is where the old data lie. */
  | { phase: 'done'; backup: string };

const FOR_READING = { default_transaction_read_only: 'on', autovacuum: 'off' };

/**
 * Makes the cluster at `target`, which is not there yet, out of the one at `source`. Rejects with POSTGRES_UPGRADE_FAILED
 * or POSTGRES_OLD_SERVER_MISSING.
 */
export async function upgradeCluster(
  { source, target }: { source: string; target: string },
  installation: PostgresInstallation,
  options: UpgradeOptions,
): Promise<void> {
  const { onProgress = () => {} } = options;
  const old = await openCluster(source);
  const [from = '', to = ''] = [source, target].map((path) => basename(path).replace('cluster-', ''));
  onProgress({ phase: 'begun', from, to, folder: old.data });
  const oldServer = { ...installation, folder: await keptServer(old, options.oldPackage) };
  try {
    // One that a killed user has left would write, too.
    await stop(old);
    await makeOnce(target, async (unfinished) => {
      const fresh = await makeCluster(unfinished, installation);
      const servers = [
        { cluster: old, installation: oldServer, settings: FOR_READING },
        { cluster: fresh, installation },
      ];
      await withServers(servers, () => fill(fresh, old, { ...options, onProgress }));
    });
    await syncFolder(dirname(target));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
    const params = { folder: old.data, from, to, reason };
    throw new SteadyError('POSTGRES_UPGRADE_FAILED', params, { cause, state: 'The old data are as they were.' });
  }
  onProgress({ phase: 'switched' });
}

/** Gives a cluster of the past the name of a backup, after when its successor was made. */
export async function keepAsBackup(source: string, successor: Cluster): Promise<string> {
  const made = (await stat(join(successor.data, 'PG_VERSION'))).mtime;
  const time = made.toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');
  const backup = join(dirname(source), `${basename(source).replace('cluster', 'backup')}-${time}`);
  await rename(source, backup);
  return backup;
}

async function withServers(servers: readonly Server[], action: () => Promise<void>): Promise<void> {
  try {
    for (const server of servers) await start(server);
    await action();
  } finally {
    for (const { cluster } of servers) await stop(cluster);
  }
}

type FillOptions = Required<Pick<UpgradeOptions, 'copySchema' | 'onProgress'>>;

async function fill(to: Cluster, from: Cluster, { copySchema, onProgress }: FillOptions): Promise<void> {
  onProgress({ phase: 'servers-started' });
  await copySchema({ from: from.url, to: to.url });
  onProgress({ phase: 'schema-made' });
  const [old, fresh] = [await openSession(from.url), await openSession(to.url)];
  try {
    await old.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const onTable = (table: CopiedTable) => onProgress({ phase: 'table-copied', ...table });
    const file = join(to.data, 'rows-on-their-way');
    const difference = (await differenceOf(old, fresh)) ?? (await copyRows({ old, fresh, file, onTable }));
    if (difference !== null) throw new NotTheSame(difference);
    onProgress({ phase: 'proven' });
  } finally {
    await Promise.all([old.end(), fresh.end()]);
  }
}

/** Becomes the reason of a POSTGRES_UPGRADE_FAILED. */
class NotTheSame extends Error {}

async function openSession(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // Of a server that ends, the query under way tells.
  client.on('error', () => {});
  await client.connect();
  await prepareSession(client);
  return client;
}
