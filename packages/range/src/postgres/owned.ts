/** Folders and files that belong to the user whom a server runs as; undefined for this process's own. */
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';

/** Nobody else may look into it. */
export async function ownedFolder(folder: string, uid: number | undefined): Promise<void> {
  await mkdir(folder);
  await chmod(folder, 0o700);
  if (uid !== undefined) await chown(folder, uid, uid);
}

export async function ownedFile(file: string, text: string, uid: number | undefined): Promise<void> {
  await writeFile(file, text);
  if (uid !== undefined) await chown(file, uid, uid);
}
