/** Programs whose answer differs from one moment or place to the next, so that they go through the journal. */
import type { Analysis, CommandHandler, CommandResult } from '@steadyhand/contracts';
import type { WholeResult } from './kept-result.ts';

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

/** Which calls of a pure tool give another answer at another moment. */
const VARYING: Readonly<Record<string, (argv: readonly string[]) => boolean>> = {
  jq: (argv) => argv.some((word) => /\bnow\b/.test(word) || isProgramFile(word)),
  yq: (argv) => argv.some((word) => /\bnow\b/.test(word) || isProgramFile(word)),
  awk: (argv) => argv.some((word) => /\bs?rand\b|\bstrftime\b|\bsystime\b/.test(word) || isProgramFile(word)),
  printf: (argv) => argv.some((word) => /%-?\d*\(/.test(word)),
  ls: (argv) => argv.some((word) => /^-[a-zA-Z]*[lt]/.test(word)),
  find: (argv) => argv.some((word) => /^-(printf|newer|[acm](time|min)$)/.test(word)),
  stat: () => true,
  tar: () => true,
};

function isProgramFile(word: string): boolean {
  return /^(-[a-zA-Z]*f|--from-file)/.test(word);
}

/** Whether the answer of a pure tool depends on the moment, or on the times of files. */
export function varies(program: string, argv: readonly string[]): boolean {
  return VARYING[program]?.(argv) ?? false;
}

/** A pure tool that has run, as a handler: its answer is recorded, and a recorded one takes its place. */
export function toolThatRan(program: string, ran: WholeResult): CommandHandler {
  return handler(program, 'A tool of the shell whose answer depends on the moment.', async (_call, { writeFile }) => {
    for (const [path, data] of ran.files) await writeFile(path, data);
    return ran.result;
  });
}
