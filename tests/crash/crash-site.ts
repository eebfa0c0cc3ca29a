/** A range, a database for the record, and the processes that tests kill. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@steadyhand/contracts';
import { createKeyPair, type Store } from '@steadyhand/engine';
import { startRange } from '@steadyhand/range';
import { targetOfRange } from '../../packages/cli/src/target.ts';
import { startTestDatabase, type TestDatabase } from '../../packages/engine/src/store/testing-store.ts';
import stack from '../../systems/realtime-chat/stack.ts';
import { buildWorker } from './build-worker.ts';
import { RangeWorld } from './range-world.ts';
import { type Driving, type Keys, type RunCase, startCase, systemOf } from './run-case.ts';
import { WorkerProcess } from './worker-process.ts';

/** Kept between runs, so that the programs' builds are paid once. */
const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/steadyhand-tests', import.meta.url));
/** A sleep of the runbook takes a fraction of a second. */
const SPEED = 20;

export interface CrashSite {
  database: TestDatabase;
  store: Store;
  world: RangeWorld;
  /** Where processes find the range. */
  stateHome: string;
  /** For lives in this process. */
  driving: Driving;
  /** A new run, in a world as it was before the others; what they left unfinished is over. */
  newCase(): Promise<RunCase>;
  /** One that waits for its run. It was started with the one before it, since loading its modules takes a while. */
  takeWorker(): WorkerProcess;
  /** Of a worker that is dead. That others wait for its end is tested with `steady worker`. */
  endLease(runId: string): Promise<void>;
  end(): Promise<void>;
}

export async function startCrashSite(): Promise<CrashSite> {
  const folder = await mkdtemp(join(tmpdir(), 'steadyhand-crash-'));
  const stateFolder = join(folder, 'steadyhand');
  await mkdir(stateFolder);
  const [main, database, range] = await Promise.all([
    buildWorker(cacheFolder),
    startTestDatabase(),
    startRange({
      name: 'crash',
      system: 'realtime-chat',
      systemFolder: fileURLToPath(new URL('../../systems/realtime-chat', import.meta.url)),
      stack,
      speed: SPEED,
      stateFolder,
      cacheFolder,
    }),
  ]);
  const keys: Keys = createKeyPair();
  const store = await database.openStore();
  const world = new RangeWorld(range.description);
  const system = systemOf(keys);
  const { now, sleep } = range.clock;
  const clock: Clock = { now, sleep, rate: SPEED };
  const where = { system, target: targetOfRange(range.description, system), env: {}, clock };
  const startWorker = () => new WorkerProcess(main, { XDG_STATE_HOME: folder, URL: database.url });
  const workers = [startWorker()];
  return {
    database,
    store,
    world,
    stateHome: folder,
    driving: { store, world, where },
    async newCase() {
      const statuses = ['ready', 'running', 'waiting'] as const;
      const left = await store.listRuns({ statuses });
      for (const { id } of left) await store.setStatus(id, { from: statuses, to: 'cancelled' });
      return startCase(store, world, keys);
    },
    takeWorker() {
      const next = startWorker();
      const worker = workers.at(-1) ?? next;
      workers.push(next);
      return worker;
    },
    async endLease(runId) {
      await database.query('UPDATE steadyhand.run SET lease_until = clock_timestamp() WHERE id = $1', [runId]);
    },
    async end() {
      await Promise.all(workers.map((worker) => worker.end()));
      await world.close();
      await Promise.all([range.stop(), database.end()]);
      await Promise.all([rm(folder, { recursive: true, force: true }), rm(main)]);
    },
  };
}
