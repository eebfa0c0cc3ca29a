import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSharedPostgres, type SharedPostgres, type UpgradeOptions } from '@steadyhand/postgres';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { copySchema } from './copy-schema.ts';
import { connectDatabase, type Database } from './database.ts';
import { verifyExport } from './export.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { openStore, type Store } from './store.ts';
import { answer, approval, claimedRun, intent, messageTo, newRun, outcome, stepStarted } from './testing-store.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const cacheFolder = fileURLToPath(new URL('../../../../node_modules/.cache/steadyhand', import.meta.url));
const package17 = folderOfPackage('postgres-17-linux-x64');

function folderOfPackage(name: string): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    return null;
  }
}

let dataFolder: string;
let shared: SharedPostgres | undefined;
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'steadyhand-upgrade-'));
  if (process.getuid?.() === 0) await chmod(dataFolder, 0o711);
});
afterEach(async () => {
  await shared?.release();
  await rm(dataFolder, { recursive: true });
});

/** On the server of one version; everybody has left when it is over. */
async function on<T>(version: 17 | 18, use: (url: string) => Promise<T>, options?: UpgradeOptions): Promise<T> {
  const upgrade: UpgradeOptions = { copySchema, ...options };
  const serverPackage = version === 17 && package17 !== null ? { serverPackage: package17 } : {};
  shared = await openSharedPostgres({ dataFolder, cacheFolder, upgrade, ...serverPackage });
  try {
    return await use(shared.url);
  } finally {
    await shared.release();
  }
}

async function withStore<T>(url: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ url });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

async function withDatabase<T>(url: string, use: (database: Database) => Promise<T>): Promise<T> {
  const database = connectDatabase(url);
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

/** Every value of every row of the schema, as its server writes it. */
async function everything(url: string): Promise<Record<string, string[]>> {
  return withDatabase(url, async (database) => {
    const rows: Record<string, string[]> = {};
    const tables = await database.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'steadyhand' ORDER BY 1`,
    );
    for (const { name } of tables) {
      const found = await database.query<{ row: string }>(
        `SELECT t::text AS row FROM steadyhand.${name} AS t ORDER BY 1`,
      );
      rows[name] = found.map(({ row }) => row);
    }
    return rows;
  });
}

/** A run with something in every table; gives its id. */
async function fill(store: Store, nth: number): Promise<string> {
  const hold = await claimedRun(store, { params: { NAME: `ünï 🐘 \\ " ${nth}` } });
  const { runId } = hold;
  const journal = await store.journal(hold);
  await journal.append(stepStarted(runId, nth));
  await journal.append(intent(runId, 0, 'change'));
  await journal.append(outcome(runId, 0, `tab\t\\N \\. zero\0 lone\ud800 ${'long 🐘 '.repeat(2000)}`));
  const message = messageTo(runId, answer('q', 'approve'));
  await store.send(message);
  await journal.append(approval(runId, message.id));
  await journal.flush();
  expect(await store.takeLocks(hold, 'account/region', [`service-${nth}`])).toBe(null);
  if (nth % 2 === 0) await store.release(hold, { status: 'done' });
  await store.beatWorker({ id: `w${nth}`, environments: ['a', 'b'], host: 'here', pid: nth });
  return runId;
}

describe.skipIf(package17 === null)('the record (skipped where postgres-17-linux-x64 is not installed)', () => {
  test('is the same, and whole, on the next major version of Postgres', async () => {
    const ids: string[] = [];
    const exported = await on(17, (url) =>
      withStore(url, async (store) => {
        for (let nth = 0; nth < 6; nth++) ids.push(await fill(store, nth));
        return Promise.all(ids.map((id) => store.exportRun(id)));
      }),
    );
    const before = await on(17, everything);
    for (const [table, rows] of Object.entries(before))
      expect({ table, empty: rows.length === 0 }).toEqual({ table, empty: false });
    const phases: string[] = [];
    const after = await on(18, everything, { copySchema, onProgress: ({ phase }) => phases.push(phase) });
    expect(phases).toContain('proven');
    expect(after).toEqual(before);
    await on(18, (url) =>
      withStore(url, async (store) => {
        for (const [index, id] of ids.entries()) {
          expect(await store.verifyRun(id)).toMatchObject({ ok: true, problems: [] });
          expect(await store.exportRun(id)).toEqual(exported[index]);
          expect(verifyExport(exported[index] ?? []).ok).toBe(true);
        }
        expect(await store.locks()).toHaveLength(3);
        const next = await fill(store, 7);
        expect(await store.verifyRun(next)).toMatchObject({ ok: true });
      }),
    );
  });

  test('comes over in the version that its schema has, and then to that of this code', async () => {
    const run = newRun();
    await on(17, (url) =>
      withDatabase(url, async (database) => {
        await migrate(database, MIGRATIONS.slice(0, 1));
        await database.query(
          `INSERT INTO steadyhand.run (id, runbook_path, runbook_revision, runbook_text, procedure_id, environment, mode, params,
             requested_by, status) VALUES ($1, $2, $3, $4, 'scale', $5, 'run', '{"A": "1"}', 'ann', 'ready')`,
          [run.id, run.runbook.path, run.runbook.revision, run.runbook.text, run.environment],
        );
      }),
    );
    const [before, after] = [await on(17, everything), await on(18, everything)];
    expect(after).toEqual(before);
    expect(after.migration).toHaveLength(1);
    await on(18, (url) =>
      withStore(url, async (store) => {
        expect(await store.run(run.id)).toMatchObject({ id: run.id, params: { A: '1' }, settings: null });
        expect(await store.verifyRun(run.id)).toMatchObject({ ok: true });
      }),
    );
    expect((await on(18, everything)).migration).toHaveLength(MIGRATIONS.length);
  });

  test('may be empty', async () => {
    await on(17, async () => {});
    expect(await on(18, everything)).toEqual({});
    await on(18, (url) => withStore(url, (store) => store.listRuns()));
  });
});
