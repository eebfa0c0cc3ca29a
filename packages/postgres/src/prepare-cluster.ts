import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import type { PostgresInstallation } from './binaries.ts';
import { type Cluster, clustersIn, makeCluster, openCluster } from './cluster.ts';
import { makeOnce } from './make-once.ts';
import { stop } from './server.ts';
import { syncFolder } from './sync-folder.ts';
import { keepAsBackup, type UpgradeOptions, upgradeCluster } from './upgrade.ts';
import { usersOf } from './users.ts';

/**
 * The cluster of the installed major version in a folder whose lock is held: as it is, made anew, or upgraded. Rejects
 * with POSTGRES_VERSION_MISMATCH, POSTGRES_IN_USE and what an upgrade rejects with.
 */
export async function prepareCluster(
  folder: string,
  installation: PostgresInstallation,
  upgrade: UpgradeOptions | undefined,
): Promise<Cluster> {
  await sweep(folder);
  const newest = (await clustersIn(folder)).at(-1);
  const target = join(folder, `cluster-${installation.major}`);
  if (newest === undefined) {
    await makeOnce(target, async (unfinished) => void (await makeCluster(unfinished, installation)));
    await syncFolder(folder);
  } else if (newest.path !== target) {
    const params = { folder: newest.path, made: String(newest.major), installed: installation.major };
    if (newest.major > Number(installation.major) || !upgrade)
      throw new SteadyError('POSTGRES_VERSION_MISMATCH', params);
    const pids = (await usersOf(folder)).join(', ');
    const [from, to] = [params.made, params.installed];
    if (pids !== '') throw new SteadyError('POSTGRES_IN_USE', { folder: newest.path, from, to, pids });
    await upgradeCluster({ source: newest.path, target }, installation, upgrade);
  }
  const cluster = await openCluster(target);
  for (const { path } of (await clustersIn(folder)).filter(({ path }) => path !== target)) {
    const backup = await keepAsBackup(path, cluster);
    upgrade?.onProgress?.({ phase: 'done', backup });
  }
  return cluster;
}

/** What somebody who was killed left half made. */
async function sweep(folder: string): Promise<void> {
  for (const { path, finished } of await clustersIn(folder)) {
    if (finished) continue;
    await stop(await openCluster(path));
    // An initdb that has lost its parent may still be writing.
    await rm(path, { recursive: true, force: true, maxRetries: 10 });
  }
}
