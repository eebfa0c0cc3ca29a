/**
 * `aws` in a session against the installed one in bash; besides, the same as a run of which Postgres keeps a record. Both
 * times hold judging, asking the guard and the journal; that of a run its creation and its end as well.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CommandHandler, changesWorld } from '@steadyhand/contracts';
import { createMemoryJournal, loadSystem, openStore, type Store } from '@steadyhand/engine';
import { openSharedPostgres } from '@steadyhand/postgres';
import { createRedactor, openSession } from '@steadyhand/shell';
import { loadHandlers } from '../../packages/cli/src/compose.ts';
import { targetOfRange } from '../../packages/cli/src/target.ts';
import { wallClock } from '../../packages/cli/src/wall-clock.ts';
import { median } from '../median.ts';
import { createRun, emptyWorld, life, program, type World } from '../runs/small-run.ts';
import type { Site } from './site.ts';

const run = promisify(execFile);
const ROUNDS = 7;
const CALLS = 100;
const WARM_UP = 300;

type Params = Readonly<Record<string, string>>;

export async function benchSession(site: Site): Promise<void> {
  const { folder, range } = site;
  const postgres = await openSharedPostgres({
    dataFolder: join(folder, 'postgres'),
    cacheFolder: join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'steadyhand'),
  });
  const store = await openStore(postgres);
  try {
    const system = await loadSystem(range.systemFolder);
    const world = { handlers: await loadHandlers(), target: targetOfRange(range, system) };
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

async function benchInvestigations(site: Site, store: Store, conduct: Conduct): Promise<void> {
  const all = await investigations(site.range.systemFolder);
  const inBash = (text: string): Promise<unknown> =>
    run('bash', ['-euc', `${installed(site)}\n${text}`], { env: { ...site.env, ...conduct.params } });
  const commands: string[] = [];
  for (const command of all) {
    const works = await inBash(command).then(
      () => true,
      () => false,
    );
    if (works) commands.push(command);
    else console.log(`left out, since it fails with the installed aws as well: ${command.split('\n')[0]}`);
  }
  const script = commands.join('\n\n');
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    await inBash(script);
    const theirs = performance.now() - began;
    const start = performance.now();
    await inSession(script, conduct);
    const ours = performance.now() - start;
    await inRun(store, script, conduct);
    const kept = performance.now() - start - ours;
    ratios.push(theirs / ours);
    const figures = `bash ${theirs.toFixed(0)} ms, a session ${ours.toFixed(0)} ms, a run ${kept.toFixed(0)} ms`;
    console.log(`${commands.length} commands of the incidents: ${figures}`);
  }
  console.log(`ratio aws-investigations: ${median(ratios).toFixed(0)}`);
}

/** The commands of every "Investigation" of the runbook. */
async function investigations(systemFolder: string): Promise<string[]> {
  const runbook = await readFile(join(systemFolder, 'RUNBOOK.md'), 'utf8');
  const blocks = [...runbook.matchAll(/^#### Investigation\n+```bash\n(.*?)^```/gms)].map(([, text = '']) => text);
  if (blocks.length === 0) throw new RangeError('the runbook has no investigations');
  return blocks.flatMap((block) => block.trim().split(/\n{2,}/));
}

/** Version 1 leaves AWS_ENDPOINT_URL out of account for some services. */
function installed({ aws, range }: Site): string {
  return `aws() { ${aws} "$@" --endpoint-url ${range.endpoint}; }`;
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

interface Conduct {
  world: World;
  params: Params;
}

/** Rejects unless every command went well. */
async function inSession(text: string, { world, params }: Conduct): Promise<void> {
  const session = await openSession({
    ...{ runId: 'bench', lane: 'main', ...world, clock: wallClock, journal: createMemoryJournal(() => undefined) },
    ...{ env: params, workingFolder: null, redactor: createRedactor(), signal: new AbortController().signal },
    onOutput: () => undefined,
    guard: async ({ analysis: { effect, reason } }) =>
      changesWorld(effect) || effect === 'reveal'
        ? { verdict: 'refuse', reason, by: 'the bench' }
        : { verdict: 'run', by: 'the bench' },
  });
  const { exitCode } = await session.run({ stepId: 'all', text: `set -e\n${text}`, line: 1 });
  await session.close();
  if (exitCode !== 0) throw new RangeError(`the session ended with ${exitCode}`);
}

/** Carries a text out as a run of one step; rejects unless it is done. */
async function inRun(store: Store, text: string, { world, params }: Conduct): Promise<void> {
  const runbook = `# R\n\n## Go\n\n1. **All**\n\n   \`\`\`bash\n${text.replace(/^(?=.)/gm, '   ')}\n   \`\`\`\n`;
  const created = await createRun(store, { text: runbook, environment: 'range', grants: [], params });
  const report = await life(store, created, world);
  if (report.state !== 'done') throw new RangeError(`the run is ${report.state}`);
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
