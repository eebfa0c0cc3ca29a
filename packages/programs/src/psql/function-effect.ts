import type { Effect } from '@steadyhand/contracts';
import { STABLE_FUNCTIONS, VOLATILE_FUNCTIONS } from './generated/catalog-functions.ts';

/** Volatile functions that only look, wait or draw lots. */
const HARMLESS = `
array_sample array_shuffle clock_timestamp currval gen_random_uuid uuidv4 uuidv7 lastval random random_normal setseed timeofday
pg_available_wal_summaries pg_blocking_pids pg_collation_actual_version pg_control_checkpoint pg_control_init
pg_control_recovery pg_control_system pg_current_logfile pg_current_wal_flush_lsn pg_current_wal_insert_lsn
pg_current_wal_lsn pg_database_collation_actual_version pg_database_size pg_get_aios pg_get_backend_memory_contexts
pg_get_multixact_members pg_get_sequence_data pg_get_shmem_allocations pg_get_wait_events pg_get_wal_replay_pause_state
pg_get_wal_resource_managers pg_get_wal_summarizer_state pg_indexes_size pg_is_in_recovery pg_is_wal_replay_paused
pg_isolation_test_session_is_blocked pg_jit_available pg_last_committed_xact pg_last_wal_receive_lsn
pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_lock_status pg_ls_archive_statusdir pg_ls_logdir
pg_ls_logicalmapdir pg_ls_logicalsnapdir pg_ls_replslotdir pg_ls_summariesdir pg_ls_tmpdir pg_ls_waldir
pg_notification_queue_usage pg_partition_ancestors pg_partition_tree pg_prepared_xact pg_relation_size
pg_replication_origin_progress pg_safe_snapshot_blocking_pids pg_sequence_last_value pg_show_all_file_settings
pg_show_replication_origin_status pg_sleep pg_sleep_for pg_sleep_until pg_stat_file pg_stat_get_backend_io
pg_stat_get_backend_wal pg_stat_get_io pg_stat_get_recovery_prefetch pg_stat_statements pg_table_size pg_tablespace_size
pg_total_relation_size pg_wait_for_backend_termination pg_xact_commit_timestamp_origin pg_logical_slot_peek_changes`;

/** Functions that read what is kept from most eyes. */
const REVEALING = 'pg_read_file pg_read_binary_file pg_ls_dir pg_hba_file_rules pg_ident_file_mappings';

/** Functions after which something is gone. */
const DESTROYING = 'pg_drop_replication_slot lo_unlink lo_truncate lo_truncate64 pg_replication_origin_drop';

/** Functions of well-known extensions. */
const OF_EXTENSIONS: Readonly<Record<string, Effect>> = {
  pg_stat_statements_reset: 'change',
  uuid_generate_v4: 'read',
  uuid_generate_v1: 'read',
  pgstattuple: 'read',
  pg_buffercache_summary: 'read',
  dblink: 'unknown',
};

export type FunctionEffect = (name: string) => Effect;

/** Tells what calling a function does, by its name without schema. One that Postgres does not have is `unknown`. */
export function functionEffects(): FunctionEffect {
  const effects = new Map<string, Effect>(Object.entries(OF_EXTENSIONS));
  const lists: [string, Effect][] = [
    [STABLE_FUNCTIONS, 'read'],
    [VOLATILE_FUNCTIONS, 'change'],
    [HARMLESS, 'read'],
    [REVEALING, 'reveal'],
    [DESTROYING, 'destroy'],
  ];
  for (const [names, effect] of lists) for (const name of names.trim().split(/\s+/)) effects.set(name, effect);
  return (name) => effects.get(name) ?? 'unknown';
}
