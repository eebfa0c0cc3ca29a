/**
 * `aws` in a session against the installed one in bash; besides, the same as a run of which Postgres keeps a record. Both
 * times hold judging, asking the guard and the journal; that of a run its creation and its end as well.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CommandHandler } from '@steadyhand/contracts';
import { loadSystem, openStore, type Store } from '@steadyhand/engine';
import { openSharedPostgres } from '@steadyhand/postgres';
import { loadHandlers } from '../../packages/cli/src/compose.ts';
import { targetOfRange } from '../../packages/cli/src/target.ts';
import { wallClock } from '../../packages/cli/src/wall-clock.ts';
import { median } from '../median.ts';
import { emptyWorld, program, type World } from '../runs/small-run.ts';
import { inRun, inSession, type Params } from './conduct.ts';
import { benchInvestigations } from './investigations.ts';
import type { Site } from './site.ts';

const run = promisify(execFile);
const ROUNDS = 7;
const CALLS = 100;
const WARM_UP = 300;

export async function benchSession(site: Site): Promise<void> {
  const { folder, range } = site;
  const postgres = await openSharedPostgres({
    dataFolder: join(folder, 'postgres'),
    cacheFolder: join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'steadyhand'),
  });
  const store = await openStore(postgres);
  try {
    const system = await loadSystem(range.systemFolder);
    const world = { handlers: await loadHandlers(), target: targetOfRange(range, system), clock: wallClock };
    await benchCommand(site, store, world);
    await benchOverhead();
    await benchInvestigations(site, store, { world, params: paramsOf(system?.parameters ?? {}, range.outputs) });
  } finally {
    await store.close();
    await postgres.release();
  }
}

async function benchCommand({ aws, env, range }: Site, store: Store, world: World): Promise<void> {
  const { ecsClusterName: cluster = '', apiServiceName: service = '' } = range.outputs;
  const argv = ['ecs', 'describe-services', '--cluster', cluster, '--services', service];
  const begins: number[] = [];
  const text = `aws ${argv.join(' ')}\n`.repeat(CALLS + 1);
  const conduct = { world: noting(world, begins), params: {} };
  await inSession(text, conduct);
  const ours = perCall(begins);
  await inRun(store, text, conduct);
  const kept = perCall(begins);
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    await run(aws, [...argv, '--endpoint-url', range.endpoint], { env });
    if (round > 0) times.push(performance.now() - start);
  }
  const theirs = median(times);
  const figures = `aws ${theirs.toFixed(0)} ms, in a session ${ours.toFixed(1)} ms, in a run ${kept.toFixed(1)} ms`;
  console.log(`ecs describe-services: ${figures}`);
  console.log(`ratio aws-session: ${(theirs / ours).toFixed(0)}`);
}

/** The time between the beginnings of the last calls. */
function perCall(begins: readonly number[]): number {
  const own = begins.slice(-CALLS);
  return median(own.slice(1).map((began, i) => began - (own[i] ?? Number.NaN)));
}

/** What a session takes for a command that does nothing: the shell, judging, the guard, the journal. */
async function benchOverhead(): Promise<void> {
  const begins: number[] = [];
  const handler = program('thing', 'read', async () => {
    begins.push(performance.now());
    return '';
  });
  const world = emptyWorld('bench', [handler]);
  await inSession('thing one\n'.repeat(WARM_UP + CALLS), { world, params: {} });
  console.log(`beyond the command, in a session: ${perCall(begins).toFixed(2)} ms`);
}

function noting(world: World, begins: number[]): World {
  const handlers = new Map(world.handlers);
  const aws = handlers.get('aws') as CommandHandler;
  handlers.set('aws', {
    ...aws,
    run: (call, context) => {
      begins.push(performance.now());
      return aws.run(call, context);
    },
  });
  return { ...world, handlers };
}

/** Those that need no command to be looked up. */
function paramsOf(parameters: Readonly<Record<string, unknown>>, outputs: Params): Params {
  const known = Object.entries(parameters).flatMap(([name, value]) => {
    if (typeof value === 'string') return [[name, value] as const];
    const output = (value as { output?: string }).output;
    return output === undefined ? [] : [[name, outputs[output] ?? ''] as const];
  });
  return Object.fromEntries(known);
}
