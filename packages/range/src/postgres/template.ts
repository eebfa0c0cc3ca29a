import { execFile } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPostgres, makeOnce, type PostgresInstallation } from '@steadyhand/postgres';

const run = promisify(execFile);

/** The one role that is a superuser, as on RDS. */
export const ADMIN = 'rdsadmin';

export interface PreparedPostgres extends PostgresInstallation {
  /** Holds `data`, which each database starts as a copy of. */
  template: string;
}

/** Copying a data folder is ten times as fast as `initdb`, so one is made once per cache. */
export async function preparePostgres(cacheFolder: string): Promise<PreparedPostgres> {
  const installation = await installPostgres(cacheFolder);
  const template = join(installation.folder, 'template');
  await makeOnce(template, (unfinished) => makeTemplate(installation, unfinished));
  return { ...installation, template };
}

async function makeTemplate({ folder, uid }: PostgresInstallation, template: string): Promise<void> {
  const data = join(template, 'data');
  await mkdir(data, { mode: 0o700 });
  const as = uid === undefined ? {} : { uid, gid: uid };
  if (uid !== undefined) await Promise.all([template, data].map((path) => chown(path, uid, uid)));
  const options = { ...as, cwd: '/', env: { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' } };
  // Small segments make a small copy.
  const small = ['--wal-segsize=1', '-N', '-c', 'dynamic_shared_memory_type=mmap'];
  const initdb = ['-D', data, '-U', ADMIN, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', ...small];
  await run(join(folder, 'bin/initdb'), initdb, options);
  await extendTemplateDatabase(join(folder, 'bin/postgres'), data, options);
}

/** Every database created later has what `template1` has. */
function extendTemplateDatabase(postgres: string, data: string, options: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['--single', '-D', data, '-c', 'fsync=off', 'template1'];
    const child = execFile(postgres, args, options, (error) => (error ? reject(error) : resolve()));
    child.stdin?.end('CREATE EXTENSION pg_stat_statements\n');
  });
}
