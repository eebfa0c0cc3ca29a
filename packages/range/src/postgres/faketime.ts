import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeOnce } from '@steadyhand/postgres';
import { unpackPackage } from '../debian-packages.ts';

/**
 * libfaketime, with which a server's clock runs as fast as the range's: the system's, else on Debian and its kin the
 * distribution's package unpacked into the cache. Null where it is not to be had; servers keep the machine's time then.
 */
export async function findFaketime(cacheFolder: string, path: string): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const folder = join(cacheFolder, 'faketime');
  const found = (await libraryIn('/usr')) ?? (await libraryIn(join(folder, 'usr')));
  if (found) return found;
  await makeOnce(folder, (unfinished) => unpack(unfinished, path)).catch(() => {});
  return libraryIn(join(folder, 'usr'));
}

/** Debian puts libraries into a folder per architecture: usr/lib/x86_64-linux-gnu. */
async function libraryIn(usr: string): Promise<string | null> {
  const folders = await readdir(join(usr, 'lib')).catch((): string[] => []);
  for (const architecture of folders.filter((name) => name.includes('-linux-'))) {
    const folder = join(usr, 'lib', architecture, 'faketime');
    if ((await readdir(folder).catch((): string[] => [])).includes('libfaketime.so.1'))
      return join(folder, 'libfaketime.so.1');
  }
  return null;
}

async function unpack(folder: string, path: string): Promise<void> {
  await unpackPackage(folder, { name: 'libfaketime', path });
  // The server may run as another user, whatever the umask says.
  await promisify(execFile)('chmod', ['-R', 'a+rX', folder], { env: { PATH: path } });
}
