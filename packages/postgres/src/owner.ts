import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Whom root runs servers as that belong to nobody else. */
export const NOBODY = 65_534;

/**
 * Whom a server runs as whose data lie in the folder: undefined for this user; under root the one who owns the folder (or
 * its nearest parent that exists), so that `sudo` leaves nothing in a person's folder that is not theirs.
 */
export async function serverUid(folder: string): Promise<number | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await ownerOf(folder);
  return owner !== 0 && (await hasName(owner)) ? owner : NOBODY;
}

/** Whose those files are that the server has no need to read. */
export function keeperOf(serverUid: number | undefined): number | undefined {
  return serverUid === NOBODY ? 0 : serverUid;
}

async function ownerOf(folder: string): Promise<number> {
  const found = await stat(folder).catch(() => null);
  return found === null ? ownerOf(dirname(folder)) : found.uid;
}

/** A folder in a container may belong to somebody whom only its host knows; Postgres starts for nobody without a name. */
function hasName(uid: number): Promise<boolean> {
  return promisify(execFile)('id', ['-un', String(uid)]).then(
    () => true,
    () => false,
  );
}
