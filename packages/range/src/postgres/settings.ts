import { join } from 'node:path';
import { TIDY_SHELL } from '../process/left-behind.ts';
import type { Settings } from './server.ts';
import { ADMIN } from './template.ts';

/** What a database's class decides, and its stack. */
export interface Tuning {
  maxConnections: number;
  sharedBuffersMb: number;
  /** What the planner believes that the system caches. */
  effectiveCacheMb: number;
}

/** Durability against a power cut is given up for speed: the data live as long as the range. */
const COMMON: Settings = {
  fsync: 'off',
  // A server that is killed has lost nothing that it had confirmed, nor has a standby when there is one.
  synchronous_commit: 'remote_write',
  full_page_writes: 'off',
  shared_preload_libraries: 'pg_stat_statements',
  // In the data folder, where it goes with everything else however the server ends.
  dynamic_shared_memory_type: 'mmap',
  superuser_reserved_connections: '3',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A standby may fall behind by this much before it must be made anew.
  wal_keep_size: '64MB',
  // A standby comes back at once when its primary was started again.
  wal_retrieve_retry_interval: '100ms',
  // These limits would be measured on the range's clock, which may run far ahead of the network.
  wal_sender_timeout: '0',
  wal_receiver_timeout: '0',
  // Read by nobody, and so free to have other settings than the server that it follows.
  hot_standby: 'off',
};

/** At the latest so old is what the archive lacks, in seconds; as on RDS. */
const ARCHIVE_TIMEOUT = '300';

/** `archive` is the folder of the log's archive; null for none. */
export function serverSettings(
  tuning: Tuning,
  { folder, archive }: { folder: string; archive: string | null },
): Settings {
  return {
    ...COMMON,
    hba_file: join(folder, 'pg_hba.conf'),
    max_connections: String(tuning.maxConnections),
    shared_buffers: `${tuning.sharedBuffersMb}MB`,
    effective_cache_size: `${tuning.effectiveCacheMb}MB`,
    ...(archive !== null && {
      // A standby archives as well, so that nothing is missing when the server that it follows is lost.
      archive_mode: 'always',
      archive_timeout: ARCHIVE_TIMEOUT,
      archive_command: `${TIDY_SHELL}; cd "${archive}" && (test -f %f || (cp "$OLDPWD/%p" .%f.$$ && mv .%f.$$ %f))`,
    }),
  };
}

/** The administrator comes in through the socket in the data folder alone. */
export const HBA = `local all ${ADMIN} trust
local replication ${ADMIN} trust
local all all scram-sha-256
host all ${ADMIN} all reject
host all all 127.0.0.0/8 scram-sha-256
`;
