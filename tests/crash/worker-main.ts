/** Main module of a worker that kills or stops itself where it is told to, and answers what its run asks until then. */
import { SteadyError } from '@steadyhand/contracts';
import { openStore } from '@steadyhand/engine';
import { loadHandlers } from '../../packages/cli/src/compose.ts';
import { runningRange } from '../../packages/cli/src/running-range.ts';
import { environmentOfRun } from '../../packages/cli/src/target.ts';
import { watchPoint } from './journal-point.ts';
import { RangeWorld } from './range-world.ts';
import { driveToEnd } from './run-case.ts';
import type { Errand } from './worker-process.ts';

const errand = new Promise<Errand>((resolve) => process.once('message', (message) => resolve(message as Errand)));
await loadHandlers();
const { runCase, point, signal = 'SIGKILL' } = await errand;
const store = await openStore({ url: process.env.URL ?? '' });
const world = new RangeWorld(await runningRange(undefined));
const where = await environmentOfRun(await store.run(runCase.runId));
const watched = point ? watchPoint(store, point, () => void process.kill(process.pid, signal)) : store;
const result = await driveToEnd({ store: watched, world, where }, runCase).then(
  ({ status }) => status,
  (error: unknown) => (error instanceof SteadyError ? error.code : String(error)),
);
process.send?.({ result }, () => process.disconnect());
await Promise.all([store.close(), world.close()]);
