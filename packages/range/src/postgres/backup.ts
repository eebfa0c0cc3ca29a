/**
 * Backups of a whole cluster while it runs (PostgreSQL manual, 26.3.4 "Making a Base Backup Using the Low Level API").
 *
 * A backup is a folder: what `data` held, and in it the write-ahead log that makes it consistent, so that a server
 * starts on a copy of it with nothing else at hand.
 */
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownedFile, ownedFolder } from './owned.ts';

const run = promisify(execFile);

/** Rows of the last statement. */
export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** A running cluster that can be copied. */
export interface BackupSource {
  /** The server's data folder. */
  readonly data: string;
  /** The user that servers run as; undefined for this process's own. */
  readonly uid: number | undefined;
  /** Lends a session of the administrator's. */
  inSession<T>(use: (query: Query) => Promise<T>): Promise<T>;
}

export interface Backup {
  /** A data folder in waiting. Whoever took the backup removes it. */
  readonly folder: string;
  readonly uid: number | undefined;
  readonly bytes: number;
}

/** Not to be copied (26.3.4.4): of the server that runs, or made anew by the one that starts. */
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  // Says whether a standby is waited for, which the copy does not have.
  'postgresql.auto.conf',
  'postgresql.auto.conf.tmp',
]);
const EMPTIED = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);

/** Copies a running cluster into `folder`, which does not exist yet. Clients of the cluster notice nothing. */
export function takeBackup(source: BackupSource, folder: string): Promise<Backup> {
  // The server forgets a backup whose session ends.
  return source.inSession((query) => copyCluster(source, folder, query));
}

async function copyCluster(source: BackupSource, folder: string, query: Query): Promise<Backup> {
  await ownedFolder(folder, source.uid);
  const [begin] = await query(`SELECT pg_walfile_name(pg_backup_start('backup', fast => true)) AS segment`);
  const names = await readdir(source.data);
  const files = names.filter((name) => !LEFT_OUT.has(name) && !EMPTIED.has(name) && !name.startsWith('.s.PGSQL'));
  await copyLive(source.data, files, folder);
  for (const name of names.filter((candidate) => EMPTIED.has(candidate))) {
    await ownedFolder(join(folder, name), source.uid);
  }
  const [end] = await query(`SELECT labelfile, spcmapfile, pg_walfile_name(lsn) AS segment
    FROM pg_backup_stop(wait_for_archive => false)`);
  await ownedFile(join(folder, 'backup_label'), String(end?.labelfile), source.uid);
  if (end?.spcmapfile) await ownedFile(join(folder, 'tablespace_map'), String(end.spcmapfile), source.uid);
  // The end of the backup must be on disk, in a segment that is copied whole.
  await copyLog(source, { folder, from: String(begin?.segment), to: String(end?.segment) });
  return { folder, uid: source.uid, bytes: await sizeOf(folder) };
}

/** Lays a backup out as the data folder `data`, which does not exist yet. The backup stays as it is. */
export async function restoreBackup({ folder, uid }: Pick<Backup, 'folder' | 'uid'>, data: string): Promise<void> {
  await ownedFolder(data, uid);
  // Keeps owner and modes, which Postgres checks; shares blocks where the file system can.
  await run('cp', ['-Rp', `${folder}/.`, data]);
}

async function copyLog(
  { data }: BackupSource,
  { folder, from, to }: { folder: string; from: string; to: string },
): Promise<void> {
  const isWanted = (name: string) => name.endsWith('.history') || (name >= from && name <= to);
  const names = (await readdir(join(data, 'pg_wal'))).filter((name) => isLog(name) && isWanted(name));
  await copyLive(join(data, 'pg_wal'), names, join(folder, 'pg_wal'));
}

/** Of a segment, or of a timeline's history. */
export function isLog(name: string): boolean {
  return /^([0-9A-F]{24}|[0-9A-F]{8}\.history)$/.test(name);
}

/** Files may go away while they are copied; the log tells the server that starts on the copy what became of them. */
async function copyLive(from: string, names: readonly string[], to: string): Promise<void> {
  if (names.length === 0) return;
  await run('cp', ['-Rp', ...names.map((name) => join(from, name)), to], { env: { LC_ALL: 'C' } }).catch((error) => {
    const complaints: string[] = String(error.stderr).trim().split('\n');
    if (!complaints.every((line) => line.endsWith('No such file or directory'))) throw error;
  });
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((total, { size }) => total + size, 0);
}
