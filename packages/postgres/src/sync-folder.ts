import { open } from 'node:fs/promises';

/** What was made or renamed in a folder survives a power cut when the folder itself is on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
