/**
 * `aws` inside a run against the installed one in bash. The times of the run hold everything: judging, asking the guard, the
 * record in Postgres.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CommandHandler } from '@steadyhand/contracts';
import { loadSystem, openStore, type Store } from '@steadyhand/engine';
import { openSharedPostgres } from '@steadyhand/postgres';
import { loadHandlers } from '../../packages/cli/src/compose.ts';
import { targetOfRange } from '../../packages/cli/src/target.ts';
import { median } from '../median.ts';
import { createRun, life, type World } from '../runs/small-run.ts';
import type { Site } from './site.ts';

const run = promisify(execFile);
const ROUNDS = 7;
const CALLS = 100;

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
  await inRun(store, `aws ${argv.join(' ')}\n`.repeat(CALLS + 1), { world: noting(world, begins), params: {} });
  // The first is the question who is calling, the second loads the client.
  const ours = median(
    begins
      .slice(2)
      .map((at, i, all) => (all[i + 1] ?? Number.NaN) - at)
      .slice(0, -1),
  );
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    await run(aws, [...argv, '--endpoint-url', range.endpoint], { env });
    if (round > 0) times.push(performance.now() - start);
  }
  const theirs = median(times);
  console.log(`ecs describe-services: aws ${theirs.toFixed(0)} ms, in a run ${ours.toFixed(1)} ms`);
  console.log(`ratio aws-session: ${(theirs / ours).toFixed(0)}`);
}

async function benchInvestigations(
  site: Site,
  store: Store,
  { world, params }: { world: World; params: Params },
): Promise<void> {
  const all = await investigations(site.range.systemFolder);
  const inBash = (text: string): Promise<unknown> =>
    run('bash', ['-euc', `${installed(site)}\n${text}`], { env: { ...site.env, ...params } });
  const commands: string[] = [];
  for (const command of all) {
    const works = await inBash(command).then(
      () => true,
      () => false,
    );
    if (works) commands.push(command);
  }
  const script = commands.join('\n\n');
  const ratios: number[] = [];
  for (let round = 0; round < 3; round++) {
    const began = performance.now();
    await inBash(script);
    const theirs = performance.now() - began;
    const start = performance.now();
    await inRun(store, script, { world, params });
    const ours = performance.now() - start;
    ratios.push(theirs / ours);
    console.log(
      `${commands.length} commands of the incidents: bash ${theirs.toFixed(0)} ms, a run ${ours.toFixed(0)} ms`,
    );
  }
  if (all.length > commands.length)
    console.log(`${all.length - commands.length} commands were left out: they fail with the installed aws as well.`);
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

/** Carries a text out as a run of one step; rejects unless it is done. */
async function inRun(store: Store, text: string, { world, params }: { world: World; params: Params }): Promise<void> {
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
