/**
 * Where the socket of a data folder lies: in it, or in a folder of /tmp where its path would be too long for a socket.
 * Others may write to /tmp, so a folder there counts only when it belongs to whom the data belong to, and nobody else
 * enters it; /tmp being sticky, it then stays so.
 */
import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import type { Cluster } from './cluster.ts';

/** unix(7) and its kin: 104 bytes on macOS, 108 on Linux, with the zero at the end. */
const SOCKET_PATH_BYTES_MAX = 103;

export function socketFolderOf(data: string): string {
  if (Buffer.byteLength(join(data, '.s.PGSQL.5432')) <= SOCKET_PATH_BYTES_MAX) return data;
  return join('/tmp', `steadyhand-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`);
}

export async function makeSocketFolder({ data, socket }: Cluster): Promise<void> {
  if (socket === data || (await hasSocketFolder({ data, socket }))) return;
  await mkdir(socket, { mode: 0o700 });
  const { uid, gid } = await stat(data);
  await chown(socket, uid, gid);
}

/** Rejects with POSTGRES_START_FAILED when it is somebody else's. */
export async function hasSocketFolder({ data, socket }: Pick<Cluster, 'data' | 'socket'>): Promise<boolean> {
  const found = await lstat(socket).catch(() => null);
  if (found === null || socket === data) return found !== null;
  if (found.isDirectory() && found.uid === (await stat(data)).uid && (found.mode & 0o077) === 0) return true;
  const reason = `${socket}, where its socket would lie, is not a folder of its own`;
  throw new SteadyError('POSTGRES_START_FAILED', { reason });
}

export async function removeSocketFolder({ data, socket }: Cluster): Promise<void> {
  if (socket !== data) await rm(socket, { recursive: true, force: true });
}
