/** Packages of Debian and its kin, unpacked into a folder: no root is needed, and nothing is installed. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PackageChoice {
  name: string;
  /** PATH on which apt and dpkg are found. */
  path: string;
  /** Names of what else is to be had, from the package's description (`apt-cache show`). */
  besides?: (description: string) => Promise<string[]>;
}

/** Leaves `usr` of the packages in the folder. Rejects where the distribution has no such package, or cannot be asked. */
export async function unpackPackage(folder: string, { name, path, besides }: PackageChoice): Promise<void> {
  const options = { cwd: folder, env: { PATH: path, LC_ALL: 'C' } };
  const { lists, description } = await describe(folder, { name, path });
  const packages = [name, ...((await besides?.(description)) ?? [])];
  await run('apt-get', [...lists, '-qq', 'download', ...packages], options);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.deb'));
  await Promise.all(files.map((file) => run('dpkg-deb', ['-x', file, '.'], options)));
  const rest = (await readdir(folder)).filter((entry) => entry !== 'usr');
  await Promise.all(rest.map((entry) => rm(join(folder, entry), { recursive: true })));
}

/** Whether a package is installed, of several at once. */
export async function installedPackages(names: readonly string[], path: string): Promise<ReadonlySet<string>> {
  // One that is not known at all makes the command fail, after it has told of the others.
  const told = await run('dpkg-query', ['-s', ...names], { env: { PATH: path, LC_ALL: 'C' } }).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  );
  const found = told.stdout.matchAll(/^Package: (.*)\nStatus: install ok installed$/gm);
  return new Set([...found].map(([, name = '']) => name));
}

/** With package lists in the folder where the system has none, as in fresh containers. */
async function describe(
  folder: string,
  { name, path }: PackageChoice,
): Promise<{ lists: string[]; description: string }> {
  const options = { cwd: folder, env: { PATH: path, LC_ALL: 'C' } };
  const show = async (lists: string[]) => (await run('apt-cache', [...lists, 'show', name], options)).stdout;
  const known = await show([]).catch(() => null);
  if (known !== null) return { lists: [], description: known };
  const lists = ['-o', `Dir::State::lists=${folder}/lists`, '-o', `Dir::Cache=${folder}`, '-o', 'Debug::NoLocking=1'];
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await run('apt-get', [...lists, '-qq', 'update'], options);
  return { lists, description: await show(lists) };
}
