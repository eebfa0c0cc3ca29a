/**
 * What a durable run costs, on the embedded Postgres with its own defaults (every commit is on the disk).
 *
 * What it does not measure: a database on another machine, or one that many workers use at the same time; outputs of
 * more than a line; what a worker's memory is after days; other machines than this one. Without and with waiting runs the
 * worker is not the same process, and two that do the same differ by some 20 MB.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore, type Store } from '@steadyhand/engine';
import { openSharedPostgres, type SharedPostgres } from '@steadyhand/postgres';
import pg from 'pg';
import { median } from './median.ts';
import { startOwnRange } from './own-range.ts';
import { createRun, emptyWorld, life, program } from './runs/small-run.ts';
import { SteadyProcess } from './runs/steady-process.ts';

const ROOT = join(import.meta.dirname, '..');
const CALLS = 300;
const TAKEOVERS = 5;
const WAITING_RUNS = 1000;
const IDLE_MS = 10_000;
/** Postgres counts what an idle session did within ten seconds. */
const SETTLE_MS = 15_000;
const PATIENCE_MS = 30_000;

interface Site {
  folder: string;
  postgres: SharedPostgres;
  store: Store;
  /** For what the store does not tell. */
  database: pg.Client;
}

export async function bench(): Promise<void> {
  const site = await openSite();
  try {
    const load = (loadavg()[0] ?? 0).toFixed(1);
    console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${load}\n`);
    const read = await overheadOf(site, 'read');
    show(`journaled read, beyond the command (median of ${CALLS})`, `${read.toFixed(2)} ms`, 'under 5 ms');
    const change = await overheadOf(site, 'change');
    show(`change, beyond the command (median of ${CALLS})`, `${change.toFixed(2)} ms`, 'under 25 ms');
    const range = await startOwnRange(site.folder);
    try {
      await benchTakeover(site);
      await benchWaiting(site);
    } finally {
      await range.stop();
    }
  } finally {
    await site.store.close();
    await site.database.end();
    await site.postgres.release();
    await rm(site.folder, { recursive: true, force: true });
  }
  console.log('\nNot measured: a database on another machine or under many workers, large outputs, days of running.');
  console.log('Memory is that of two processes; those that do the same differ by some 20 MB.');
}

function show(what: string, figure: string, goal: string): void {
  console.log(`${what.padEnd(66)} ${figure.padStart(12)}   ${goal}`);
}

/** In folders of its own, which `steady` processes share. */
async function openSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'steady-bench-'));
  await chmod(folder, 0o755);
  const cacheFolder = join(ROOT, 'node_modules', '.cache', 'steadyhand');
  const postgres = await openSharedPostgres({ dataFolder: join(folder, 'steadyhand'), cacheFolder });
  const database = new pg.Client({ connectionString: postgres.url, application_name: 'bench' });
  await database.connect();
  return { folder, postgres, database, store: await openStore(postgres) };
}

/** Milliseconds between the end of a command and the beginning of the next one: one intent and one outcome are kept there. */
async function overheadOf({ store }: Site, effect: 'read' | 'change'): Promise<number> {
  const commands = Array.from({ length: CALLS + 1 }, () => '   thing one');
  const text = `# R\n\n## Go\n\n1. **All**\n   \`\`\`bash\n${commands.join('\n')}\n   \`\`\`\n`;
  const times: { began: number; ended: number }[] = [];
  const handler = program('thing', effect, async () => {
    const at = performance.now();
    times.push({ began: at, ended: at });
    return '';
  });
  const run = await createRun(store, { text, environment: `bench-${effect}`, grants: ['change'] });
  const { state } = await life(store, run, emptyWorld(run.environment, [handler]));
  if (state !== 'done') throw new RangeError(`the run is ${state}`);
  return median(times.slice(1).map(({ began }, i) => began - (times[i]?.ended ?? 0)));
}

/** From `kill -9` of a worker to the first event of the one that goes on. */
async function benchTakeover({ folder, store }: Site): Promise<void> {
  const text = '# R\n\n## Go\n\n1. **Wait**\n   ```bash\n   sleep 29\n   ```\n';
  const times: number[] = [];
  let working = await SteadyProcess.startWorker(folder);
  for (let i = 0; i < TAKEOVERS; i++) {
    const run = await createRun(store, { text, environment: 'range', grants: [] });
    await until(async () => (await store.events(run.id)).some(({ type }) => type === 'command-intent'));
    const next = await SteadyProcess.startWorker(folder);
    await working.kill();
    const killedAt = performance.now();
    await until(async () => (await store.events(run.id)).some(({ type }) => type === 'taken-over'));
    times.push(performance.now() - killedAt);
    await store.setStatus(run.id, { from: ['running'], to: 'cancelled' });
    working = next;
  }
  await working.end();
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  show(`takeover after kill -9 (median of ${TAKEOVERS})`, seconds(median(times)), 'under 10 s');
  show('takeover after kill -9 (the longest)', seconds(Math.max(...times)), 'under 10 s');
}

async function benchWaiting({ folder, store, database }: Site): Promise<void> {
  const without = await idle(folder, database);
  await parkRuns(store);
  const waiting = await idle(folder, database);
  const rows = await store.listRuns({ statuses: ['waiting'], environment: 'range', limit: 2 * WAITING_RUNS });
  if (rows.length !== WAITING_RUNS) throw new RangeError(`${rows.length} runs wait, not ${WAITING_RUNS}`);
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const n = WAITING_RUNS.toLocaleString('en');
  show('idle worker, no runs: database sessions', String(without.sessions), '');
  show(`idle worker, ${n} runs wait for approval: database sessions`, String(waiting.sessions), 'no more');
  show('idle worker, no runs: resident memory', megabytes(without.rss), '');
  show(`idle worker, ${n} runs wait for approval: resident memory`, megabytes(waiting.rss), '');
  show(`memory that ${n} waiting runs take`, megabytes(waiting.rss - without.rss), 'under 50 MB');
  show('idle worker, no runs: transactions', `${without.transactions.toFixed(1)}/s`, '');
  show(`idle worker, ${n} runs wait for approval: transactions`, `${waiting.transactions.toFixed(1)}/s`, 'under 5/s');
}

/** What a worker holds, and does in ten seconds, that finds nothing to do. */
async function idle(folder: string, database: pg.Client) {
  const worker = await SteadyProcess.startWorker(folder);
  // What there is to do once is over, and idle sessions have told what they did.
  await wait(SETTLE_MS);
  const before = await committed(database);
  await wait(IDLE_MS);
  const transactions = ((await committed(database)) - before) / (IDLE_MS / 1000);
  const sessions = await count(
    database,
    `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'steadyhand'`,
  );
  const rss = worker.residentBytes();
  await worker.end();
  return { transactions, sessions, rss };
}

async function committed(database: pg.Client): Promise<number> {
  return count(database, 'SELECT sum(xact_commit) AS n FROM pg_stat_database');
}

async function count(database: pg.Client, sql: string): Promise<number> {
  return Number((await database.query(sql)).rows[0]?.n);
}

/** Each is started, runs a read, asks for a change of its own, and is left there. */
async function parkRuns(store: Store): Promise<void> {
  const text = '# R\n\n## Go\n\n1. **Change**\n   ```bash\n   thing $(look)\n   ```\n';
  let looks = 0;
  const handlers = [program('look', 'read', async () => `${looks++}\n`), program('thing', 'change', async () => '')];
  for (let i = 0; i < WAITING_RUNS; i++) {
    const run = await createRun(store, { text, environment: 'range', grants: [] });
    const { state } = await life(store, run, emptyWorld('range', handlers));
    if (state !== 'waiting') throw new RangeError(`the run is ${state}`);
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; !(await holds()); await wait(20)) {
    if (performance.now() > deadline) throw new RangeError(`it took longer than ${PATIENCE_MS / 1000} s`);
  }
}
