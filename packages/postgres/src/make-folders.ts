import { chmod, chown, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface FolderRights {
  /** Whatever the umask says. */
  mode: number;
  /** This user when left out. */
  owner?: number | undefined;
}

/** Makes a folder and those above it that are not there; all that it made have these rights. */
export async function makeFolders(folder: string, { mode, owner }: FolderRights): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let path = folder; path !== dirname(first); path = dirname(path)) {
    if (owner !== undefined) await chown(path, owner, owner);
    await chmod(path, mode);
  }
}
