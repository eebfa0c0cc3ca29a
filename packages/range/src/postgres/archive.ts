/** The archive of a database's write-ahead log, and recovery from it to a moment (PostgreSQL manual, 26.3). */
import { execFile } from 'node:child_process';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SteadyError } from '@steadyhand/contracts';
import { TIDY_SHELL } from '../process/left-behind.ts';
import { type Backup, type BackupSource, isLog, restoreBackup } from './backup.ts';
import { ownedFile, ownedFolder } from './owned.ts';
import type { Settings } from './server.ts';

export interface Archive {
  /** Of segments. */
  readonly folder: string;
  readonly uid: number | undefined;
  /** From which recovery begins; null until there is one. */
  base: Pick<Backup, 'folder' | 'uid'> | null;
}

/** Segments are given so long to reach the archive, in steps of 10 ms of the wall. */
const FLUSH_STEPS = 2000;

/** All that has been committed by now can be recovered afterwards. */
export async function flushLog(archive: Archive, source: BackupSource): Promise<void> {
  const segment = await source.inSession(async (query) => {
    // A commit after the target, without which recovery cannot know that it got there.
    await query('SELECT txid_current()');
    const [row] = await query('SELECT pg_walfile_name(pg_switch_wal()) AS segment');
    return String(row?.segment);
  });
  for (let i = 0; i < FLUSH_STEPS; i++) {
    if (await exists(join(archive.folder, segment))) return;
    await wait(10);
  }
  throw new SteadyError('INTERNAL', { reason: `the log segment ${segment} was not archived` });
}

/** A moment of a database, which another can begin with. */
export interface RecoverySource {
  archive: Archive;
  /** The data folder of a server that is dead, whose log has an end that the archive lacks; else null. */
  leftover: string | null;
  /** In Postgres' own words; the end of the log when null. */
  until: string | null;
}

/** Lays out a data folder, which does not exist yet; a server recovers to the moment when it starts with these settings. */
export async function prepareRecovery({ archive, leftover, until }: RecoverySource, data: string): Promise<Settings> {
  if (!archive.base) throw new SteadyError('INTERNAL', { reason: 'the archive has nothing to begin with' });
  await restoreBackup(archive.base, data);
  if (leftover !== null) await copySegments(join(leftover, 'pg_wal'), join(data, 'pg_wal'));
  await ownedFile(join(data, 'recovery.signal'), '', archive.uid);
  return {
    restore_command: `${TIDY_SHELL}; cp "${archive.folder}/%f" "%p"`,
    recovery_target_action: 'promote',
    ...(until !== null && { recovery_target_time: until }),
  };
}

/** A folder for segments, which the server's user writes. */
export async function newArchive(folder: string, uid: number | undefined): Promise<Archive> {
  await ownedFolder(folder, uid);
  return { folder, uid, base: null };
}

async function copySegments(from: string, to: string): Promise<void> {
  const files = (await readdir(from)).filter(isLog).map((name) => join(from, name));
  if (files.length > 0) await promisify(execFile)('cp', ['-p', ...files, to]);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
