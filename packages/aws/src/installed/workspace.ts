/** A folder on disk with the session's files that a command names, for a program that sees no session. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';

/** What `work` leaves in the folder that was not there before is written into the session, also where it fails. */
export async function inWorkspace<T>(
  argv: readonly string[],
  io: Io,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'steadyhand-aws-'));
  try {
    const given = new Map<string, Buffer>();
    for (const [path, data] of await namedFiles(argv, io)) {
      const at = join(folder, path);
      await mkdir(dirname(at), { recursive: true });
      await writeFile(at, data);
      given.set(path, Buffer.from(data));
    }
    try {
      return await work(folder);
    } finally {
      for (const [path, data] of await readTree(folder))
        if (!given.get(path)?.equals(data)) await io.writeFile(path, data);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Files and folders of the session that words of the command name. Throws CommandFailure for one outside its folder. */
async function namedFiles(argv: readonly string[], io: Io): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const word of argv) {
    const path = /^(?:-|s3:|[a-z]+:\/\/)/.test(word) && !/^fileb?:/.test(word) ? '' : word.replace(/^fileb?:\/\//, '');
    if (path === '' || path === '.') continue;
    const listed = (await io.listFiles(path)) ?? [];
    const alone = listed.length === 0 ? await io.readFile(path).catch(() => null) : null;
    if (listed.length === 0 && alone === null) continue;
    const local = relative(io.cwd, join(path.startsWith('/') ? '/' : io.cwd, path));
    if (local.startsWith('..') || path.startsWith('/'))
      throw usageFailure(
        `${word} is a file of the session that the installed aws cannot see: name it from the working folder`,
      );
    if (alone) found.set(local, alone);
    for (const file of listed) found.set(join(local, file.path), await io.readFile(join(path, file.path)));
  }
  return found;
}

async function readTree(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path)] as [string, Buffer])),
  );
}
