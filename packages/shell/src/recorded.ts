/** Programs whose answer differs from one moment or place to the next, so that they go through the journal. */
import type { Analysis, CommandHandler, CommandResult } from '@steadyhand/contracts';

const LOCAL: Analysis = {
  effect: 'local',
  operation: null,
  reason: 'nothing outside the session',
  resources: [],
  arguments: [],
};

function handler(program: string, summary: string, run: CommandHandler['run']): CommandHandler {
  return {
    version: `${program}@1`,
    grammar: { program, summary, examples: [program === 'sleep' ? 'sleep 30' : program], analyse: () => LOCAL },
    readsStdin: () => false,
    run,
  };
}

const ok = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: '' });

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Milliseconds of `sleep 1.5 2m`, as GNU adds them up; null where a word is not a duration. */
export function sleepMs(argv: readonly string[]): number | null {
  let total = 0;
  for (const word of argv) {
    const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(word);
    if (match === null) return null;
    total += Number(match[1]) * (UNIT_SECONDS[match[2] ?? ''] ?? 1) * 1000;
  }
  return argv.length === 0 ? null : total;
}

export const RECORDED_TOOLS: readonly CommandHandler[] = [
  handler('sleep', "Waits on the run's clock.", async ({ argv }, { clock, signal }) => {
    const ms = sleepMs(argv);
    if (ms === null) return { exitCode: 1, stdout: '', stderr: `sleep: invalid time interval '${argv.join(' ')}'\n` };
    await clock.sleep(ms, signal);
    return ok('');
  }),
  handler('hostname', 'The name of the environment: a run has no host of its own.', async (_call, { target }) =>
    ok(`${target.environment}\n`),
  ),
  handler('whoami', 'The account on whose behalf commands run.', async (_call, { target }) =>
    ok(`${target.account}\n`),
  ),
];
