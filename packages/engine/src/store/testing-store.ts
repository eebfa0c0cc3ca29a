/** A real Postgres for the tests of a file, and what they put into it. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandIntent, CommandOutcome, Effect, Message, Order, RunEvent } from '@steadyhand/contracts';
import { openSharedPostgres } from '@steadyhand/postgres';
import pg from 'pg';
import { sha256 } from './blobs.ts';
import type { Hold } from './hold.ts';
import type { NewRun } from './record.ts';
import { openStore, type Store } from './store.ts';

const cacheFolder = fileURLToPath(new URL('../../../../node_modules/.cache/steadyhand', import.meta.url));

export interface TestDatabase {
  url: string;
  /** The rows, in a session of its own. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** A client of its own, as another process is. */
  openStore(): Promise<Store>;
  /** A fast stop, which ends every session, and a start. */
  restart(): Promise<void>;
  /** Closes the stores, ends the server and removes the folder. */
  end(): Promise<void>;
}

export async function startTestDatabase(): Promise<TestDatabase> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'steadyhand-store-'));
  if (process.getuid?.() === 0) await chmod(dataFolder, 0o711);
  const start = () => openSharedPostgres({ dataFolder, cacheFolder });
  let shared = await start();
  const pool = new pg.Pool({ connectionString: shared.url, max: 2 });
  pool.on('error', () => {});
  const stores: Store[] = [];
  return {
    url: shared.url,
    async openStore() {
      const store = await openStore(shared);
      stores.push(store);
      return store;
    },
    async restart() {
      await shared.release();
      shared = await start();
    },
    query: async (sql, values = []) => (await pool.query(sql, values)).rows,
    async end() {
      await Promise.all([pool.end(), ...stores.map((store) => store.close())]);
      await shared.release();
      await rm(dataFolder, { recursive: true });
    },
  };
}

/** In an environment of its own, so that tests do not claim each other's. */
export function newRun(changes: Partial<NewRun> = {}): NewRun {
  const id = randomUUID();
  const text = '# Runbook\n';
  return {
    id,
    runbook: { path: 'RUNBOOK.md', revision: sha256(text), text },
    procedureId: 'scale',
    environment: `env-${id}`,
    mode: 'run',
    params: { COUNT: '3' },
    requestedBy: 'ann',
    settings: null,
    ...changes,
  };
}

export async function claimedRun(store: Store, changes: Partial<NewRun> = {}, leaseMs = 60_000): Promise<Hold> {
  const { id, environment } = await store.createRun(newRun(changes));
  const claimed = await store.claim(id, { worker: 'w1', environments: [environment], leaseMs });
  if (!claimed) throw new RangeError('a fresh run cannot be claimed');
  return { runId: id, epoch: claimed.epoch };
}

export function messageTo(runId: string, order: Order, changes: Partial<Message> = {}): Message {
  return {
    id: randomUUID(),
    runId,
    order,
    by: { name: 'bob', source: 'key' },
    sentAt: 1000,
    signature: 's',
    ...changes,
  };
}

export function answer(questionId: string, value = 'approve'): Order {
  return { kind: 'answer', questionId, digest: 'd', value, reason: '' };
}

/** The approval that an answer with `digest` d and value `approve` is taken as. */
export function approval(runId: string, messageId: string): Extract<RunEvent, { type: 'approval' }> {
  const command = 'world set workers 3';
  return { type: 'approval', runId, at: 1000, stepId: 's1', digest: 'd', command, granted: true, by: 'bob', messageId };
}

export function stepStarted(runId: string, n: number): RunEvent {
  return { type: 'step-started', runId, at: 1000 + n, stepId: `s${n}`, phase: 'resolve', text: `step ${n}`, line: n };
}

export function intent(runId: string, seq: number, effect: Effect): CommandIntent {
  return {
    type: 'command-intent',
    runId,
    at: 1000.5,
    lane: 'main',
    seq,
    stepId: 's1',
    line: 7,
    program: 'world',
    argv: ['set', 'workers', '3'],
    digest: 'd'.repeat(64),
    effect,
    operation: 'set',
    reason: 'world set',
    resources: [{ type: 'world:number', id: 'workers' }],
    blastRadius: 'workers 1 → 3',
    handler: 'world@1',
    verdict: 'run',
    approvedBy: 'ann',
  };
}

export function outcome(runId: string, seq: number, stdout = 'ok\n'): CommandOutcome {
  return {
    type: 'command-outcome',
    runId,
    at: 1001,
    lane: 'main',
    seq,
    stepId: 's1',
    state: 'done',
    exitCode: 0,
    stdout,
    stderr: '',
    durationMs: 1.25,
    dependsOnHeld: false,
  };
}
