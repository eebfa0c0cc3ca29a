import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import { makeOnce } from '@steadyhand/postgres';
import { installedPackages, unpackPackage } from '../debian-packages.ts';

export interface RedisBinary {
  command: string;
  /** Where its shared libraries are, when it is not installed in the system. */
  libraryPath: string | null;
}

const NAMES = ['redis-server', 'valkey-server'];

/**
 * The Redis or Valkey on PATH; else, on Debian and its kin, the distribution's package unpacked into the cache, which
 * needs no root and installs nothing.
 */
export async function findRedis(cacheFolder: string, path: string): Promise<RedisBinary> {
  const installed = await onPath(NAMES, path);
  if (installed) return { command: installed, libraryPath: null };
  const folder = join(cacheFolder, 'redis');
  const unpacked = await unpackedRedis(folder);
  if (unpacked) return unpacked;
  if (!(await onPath(['apt-get'], path)) || !(await onPath(['dpkg-deb'], path))) {
    throw missing('there is no redis-server or valkey-server on PATH');
  }
  try {
    await makeOnce(folder, (unfinished) => unpack(unfinished, path));
  } catch (cause) {
    throw missing(`its package cannot be had: ${cause instanceof Error ? cause.message.trim() : cause}`, cause);
  }
  const fresh = await unpackedRedis(folder);
  if (!fresh) throw missing('the package holds no redis-server');
  return fresh;
}

function missing(reason: string, cause?: unknown): SteadyError {
  const install = process.platform === 'darwin' ? 'brew install valkey' : 'apt-get install redis-server';
  return new SteadyError('REDIS_MISSING', { reason, install }, { cause });
}

async function onPath(names: readonly string[], path: string): Promise<string | null> {
  const candidates = path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function unpackedRedis(folder: string): Promise<RedisBinary | null> {
  const command = join(folder, 'usr/bin/redis-server');
  if (!(await isExecutable(command))) return null;
  const libraries = join(folder, 'usr/lib');
  // Debian puts libraries into a folder per architecture: usr/lib/x86_64-linux-gnu.
  const perArchitecture = (await readdir(libraries)).filter((name) => name.includes('-linux-'));
  return { command, libraryPath: perArchitecture.map((name) => join(libraries, name)).join(delimiter) };
}

function unpack(folder: string, path: string): Promise<void> {
  const besides = async (description: string) => ['redis-server', ...(await missingLibraries(description, path))];
  return unpackPackage(folder, { name: 'redis-tools', path, besides });
}

/** The libraries that a package's description names (Debian Policy 7.1) and the system does not have. */
async function missingLibraries(description: string, path: string): Promise<string[]> {
  const depends = /^Depends: (.*)$/m.exec(description)?.[1] ?? '';
  const names = depends.split(',').map((dependency) => dependency.trim().split(/[\s:|]/)[0] ?? '');
  const libraries = names.filter((name) => name.startsWith('lib') && name !== 'libc6');
  const installed = await installedPackages(libraries, path);
  return libraries.filter((name) => !installed.has(name));
}
