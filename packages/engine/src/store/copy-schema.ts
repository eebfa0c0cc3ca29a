import { connectDatabase } from './database.ts';
import { currentVersion, migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';

/**
 * Makes in the empty database at `to` the schema of the record at `from`, in the version that it has there; no rows. What
 * is missing to the version of this code comes with `openStore`. Rejects as that does.
 */
export async function copySchema({ from, to }: { from: string; to: string }): Promise<void> {
  const [old, fresh] = [connectDatabase(from), connectDatabase(to)];
  try {
    const version = await currentVersion(old, MIGRATIONS.length);
    await migrate(fresh, MIGRATIONS.slice(0, version));
  } finally {
    await Promise.all([old.close(), fresh.close()]);
  }
}
