import type { UpgradeProgress } from '@steadyhand/postgres';

/** A line on how the record's own Postgres is upgraded; null for what a person need not know. */
export function renderUpgrade(progress: UpgradeProgress): string | null {
  switch (progress.phase) {
    case 'waiting':
      return `Waiting for process ${progress.pid}, which prepares the database of the record.`;
    case 'begun':
      return `The record goes from Postgres ${progress.from} to ${progress.to}; what is in ${progress.folder} stays as it is.`;
    case 'table-copied':
      return `  ${progress.nth} of ${progress.of}: ${progress.table}, ${progress.rows} rows`;
    case 'done':
      return `The record is upgraded. Its old data are kept in ${progress.backup}.`;
    default:
      return null;
  }
}
