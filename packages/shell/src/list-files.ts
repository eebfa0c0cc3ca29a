import { posix } from 'node:path';
import type { ListedFile } from '@steadyhand/contracts';
import type { IFileSystem } from 'just-bash';

/** All files below a folder, by their path from there; null where there is no folder. */
export async function listFiles(fs: IFileSystem, folder: string): Promise<readonly ListedFile[] | null> {
  if (!(await fs.stat(folder).catch(() => null))?.isDirectory) return null;
  const found: ListedFile[] = [];
  const waiting = [''];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    for (const name of await fs.readdir(posix.join(folder, below))) {
      const path = posix.join(below, name);
      const entry = await fs.lstat(posix.join(folder, path));
      if (entry.isDirectory) waiting.push(path);
      else if (entry.isFile) found.push({ path, bytes: entry.size, modified: entry.mtime.getTime() });
    }
  }
  return found;
}
