/** The same text in a session, in a run and in bash. Each rejects unless every command went well. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { changesWorld } from '@steadyhand/contracts';
import { createMemoryJournal, type Store } from '@steadyhand/engine';
import { createRedactor, openSession } from '@steadyhand/shell';
import { createRun, life, type World } from '../runs/small-run.ts';
import type { Site } from './site.ts';

export type Params = Readonly<Record<string, string>>;

export interface Conduct {
  world: World;
  params: Params;
}

export async function inSession(text: string, { world, params }: Conduct): Promise<void> {
  const session = await openSession({
    ...{ runId: randomUUID(), lane: 'main', ...world, journal: createMemoryJournal(() => undefined) },
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

/** Carries a text out as a run of one step. */
export async function inRun(store: Store, text: string, { world, params }: Conduct): Promise<void> {
  const runbook = `# R\n\n## Go\n\n1. **All**\n\n   \`\`\`bash\n${text.replace(/^(?=.)/gm, '   ')}\n   \`\`\`\n`;
  const created = await createRun(store, { text: runbook, environment: 'range', grants: [], params });
  const report = await life(store, created, world);
  if (report.state !== 'done') throw new RangeError(`the run is ${report.state}`);
}

/** With the installed aws; gives the milliseconds that the text itself slept. */
export async function inBash({ aws, env, range }: Site, text: string, params: Params): Promise<number> {
  const functions = [
    // Version 1 leaves AWS_ENDPOINT_URL out of account for some services.
    `aws() { ${aws} "$@" --endpoint-url ${range.endpoint}; }`,
    'sleep() { echo "sleep $1" >&2; command sleep "$1"; }',
  ];
  const script = [...functions, text].join('\n');
  const { stderr } = await promisify(execFile)('bash', ['-euc', script], { env: { ...env, ...params } });
  return [...stderr.matchAll(/^sleep (.*)$/gm)].reduce((sum, [, seconds]) => sum + Number(seconds) * 1000, 0);
}
