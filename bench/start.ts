/**
 * How long short commands take beside `node -e 0`, as fresh processes in turn; `npm run build` first. What V8 compiled
 * is there from an earlier start, as it is for everybody but the first.
 *
 * What it does not measure: the first start of a build, and a machine whose disk has not read the files before.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installedAws } from './aws/site.ts';
import { median } from './median.ts';

const ROUNDS = 15;
const ROOT = join(import.meta.dirname, '..');
const MAIN = join(ROOT, 'packages/cli/dist/main.js');
const IN_CLONE = join(ROOT, 'packages/cli/bin/steady.js');

interface Case {
  name: string;
  command: readonly string[];
}

export async function bench(): Promise<void> {
  if (!existsSync(MAIN)) {
    console.error('There is no packages/cli/dist/main.js: run `npm run build` first.');
    process.exitCode = 2;
    return;
  }
  const cases = allCases();
  const times = cases.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { command }] of cases.entries()) {
      const ms = measure(command);
      // The first round makes what later ones find.
      if (round > 0) times[index]?.push(ms);
    }
  }
  const bare = times[0] ?? [];
  for (const [index, { name }] of cases.entries()) {
    const own = times[index] ?? [];
    const [ms, ratio] = [median(own), median(own) / median(bare)];
    const least = Math.min(...own) / Math.min(...bare);
    console.log(`${ms.toFixed(0).padStart(5)} ms  ${ratio.toFixed(2)} times, least ${least.toFixed(2)}  ${name}`);
  }
}

function allCases(): Case[] {
  const node = process.execPath;
  const aws = installedAws();
  return [
    { name: 'node -e 0', command: [node, '-e', '0'] },
    { name: 'steady --help', command: [node, MAIN, '--help'] },
    { name: 'steady --help in a clone', command: [node, IN_CLONE, '--help'] },
    ...runbooks().map(({ name, path }) => ({ name: `steady show ${name}`, command: [node, MAIN, 'show', path] })),
    { name: 'steady aws --version', command: [node, MAIN, 'aws', '--version'] },
    ...(aws === null ? [] : [{ name: 'aws --version', command: [aws, '--version'] }]),
  ];
}

/** Documents of others, where they lie beside the repository; else our own. */
function runbooks(): { name: string; path: string }[] {
  const seeds = join(ROOT, '..', 'shared', 'seeds');
  if (!existsSync(seeds)) {
    return [{ name: 'realtime-chat', path: join(ROOT, 'systems/realtime-chat/RUNBOOK.md') }];
  }
  const names = readdirSync(seeds).filter((name) => name.endsWith('.md'));
  return names.map((name) => ({ name, path: join(seeds, name) }));
}

function measure([program = '', ...argv]: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, argv, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - start;
}
