/** All that the runbook's incidents say under "Investigation", in one go. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@steadyhand/engine';
import { wallClock } from '../../packages/cli/src/wall-clock.ts';
import { median } from '../median.ts';
import { type Conduct, inBash, inRun, inSession, type Params } from './conduct.ts';
import type { Site } from './site.ts';

const ROUNDS = 7;

export async function benchInvestigations(site: Site, store: Store, conduct: Conduct): Promise<void> {
  const commands = await thoseThatWork(site, conduct.params);
  const script = commands.join('\n\n');
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const theirs = await timed(() => inBash(site, script, conduct.params));
    const ours = await timed(() => sleeping(conduct, (noted) => inSession(script, noted)));
    const kept = await timed(() => sleeping(conduct, (noted) => inRun(store, script, noted)));
    ratios.push(theirs.own / ours.own);
    const figures = `bash ${told(theirs)}, a session ${told(ours)}, a run ${told(kept)}`;
    console.log(`${commands.length} commands of the incidents: ${figures}`);
  }
  console.log(`ratio aws-investigations: ${median(ratios).toFixed(0)}`);
}

interface Timing {
  /** Milliseconds without those that the runbook itself sleeps between two looks at a query. */
  own: number;
  slept: number;
}

async function timed(work: () => Promise<number>): Promise<Timing> {
  const began = performance.now();
  const slept = await work();
  return { own: performance.now() - began - slept, slept };
}

function told({ own, slept }: Timing): string {
  return `${own.toFixed(0)} ms${slept > 0 ? ` (and ${slept} of the runbook's own sleep)` : ''}`;
}

/** Gives the milliseconds that the text itself slept. */
async function sleeping({ world, params }: Conduct, work: (noted: Conduct) => Promise<void>): Promise<number> {
  let slept = 0;
  const sleep: typeof wallClock.sleep = (ms, signal) => {
    slept += ms;
    return wallClock.sleep(ms, signal);
  };
  await work({ world: { ...world, clock: { ...wallClock, sleep } }, params });
  return slept;
}

async function thoseThatWork(site: Site, params: Params): Promise<string[]> {
  const commands: string[] = [];
  for (const command of await investigations(site.range.systemFolder)) {
    const works = await inBash(site, command, params).then(
      () => true,
      () => false,
    );
    if (works) commands.push(command);
    else console.log(`left out, since it fails with the installed aws as well: ${command.split('\n')[0]}`);
  }
  return commands;
}

/** The commands of every "Investigation" of the runbook. */
async function investigations(systemFolder: string): Promise<string[]> {
  const runbook = await readFile(join(systemFolder, 'RUNBOOK.md'), 'utf8');
  const blocks = [...runbook.matchAll(/^#### Investigation\n+```bash\n(.*?)^```/gms)].map(([, text = '']) => text);
  if (blocks.length === 0) throw new RangeError('the runbook has no investigations');
  return blocks.flatMap((block) => block.trim().split(/\n{2,}/));
}
