import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SteadyError } from '@steadyhand/contracts';
import type { PostgresInstallation } from './binaries.ts';
import { makeOnce } from './make-once.ts';

/** A data folder and how to reach the server that runs on it. */
export interface Cluster {
  data: string;
  /** With the password in it. */
  url: string;
}

const USER = 'steadyhand';
/** unix(7) and its kin: 104 bytes on macOS, 108 on Linux, with the zero at the end. */
const SOCKET_PATH_BYTES_MAX = 103;

/** Makes the data folder unless it is there. Rejects with POSTGRES_VERSION_MISMATCH when another major version made it. */
export async function prepareCluster(folder: string, installation: PostgresInstallation): Promise<Cluster> {
  const cluster = join(folder, 'cluster');
  const data = join(cluster, 'data');
  const socketBytes = Buffer.byteLength(join(data, '.s.PGSQL.5432'));
  if (socketBytes > SOCKET_PATH_BYTES_MAX) {
    const reason = `the path of its socket in ${data} has ${socketBytes} bytes, and ${SOCKET_PATH_BYTES_MAX} are possible`;
    throw new SteadyError('POSTGRES_START_FAILED', { reason });
  }
  await makeOnce(cluster, (unfinished) => initialize(unfinished, installation));
  const made = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (made !== installation.major) {
    throw new SteadyError('POSTGRES_VERSION_MISMATCH', { folder: data, made, installed: installation.major });
  }
  const password = await readFile(join(cluster, 'password'), 'utf8');
  return { data, url: `postgresql://${USER}:${password}@/postgres?host=${encodeURIComponent(data)}` };
}

async function initialize(cluster: string, { folder, uid }: PostgresInstallation): Promise<void> {
  const data = join(cluster, 'data');
  const password = join(cluster, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (uid !== undefined) {
    await chmod(cluster, 0o711);
    await Promise.all([data, password].map((path) => chown(path, uid, uid)));
  }
  const args = ['-D', data, '-U', USER, '--auth=scram-sha-256', `--pwfile=${password}`, '-E', 'UTF8'];
  await promisify(execFile)(join(folder, 'bin/initdb'), [...args, '--locale=C.UTF-8', '--no-instructions'], {
    cwd: '/',
    env: { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  // Read by initdb alone; from now on it is for the owner of the folder.
  if (uid !== undefined) await chown(password, 0, 0);
}
