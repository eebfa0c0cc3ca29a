import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeOnce } from '@steadyhand/postgres';

const run = promisify(execFile);

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

/** With package lists of its own where the system has none, as in fresh containers. */
async function unpack(folder: string, path: string): Promise<void> {
  const options = { cwd: folder, env: { PATH: path, LC_ALL: 'C' } };
  const download = (lists: string[]) => run('apt-get', [...lists, '-qq', 'download', 'libfaketime'], options);
  await download([]).catch(async () => {
    const lists = ['-o', `Dir::State::lists=${folder}/lists`, '-o', `Dir::Cache=${folder}`, '-o', 'Debug::NoLocking=1'];
    await mkdir(join(folder, 'lists/partial'), { recursive: true });
    await run('apt-get', [...lists, '-qq', 'update'], options);
    await download(lists);
  });
  const packages = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  await Promise.all(packages.map((file) => run('dpkg-deb', ['-x', file, '.'], options)));
  const rest = (await readdir(folder)).filter((name) => name !== 'usr');
  await Promise.all(rest.map((name) => rm(join(folder, name), { recursive: true })));
  // The server may run as another user, whatever the umask says.
  await run('chmod', ['-R', 'a+rX', folder], options);
}
