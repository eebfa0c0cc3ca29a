/** A block in a session whose programs all record their calls. */
import type { CommandHandler, RunEvent, Target } from '@steadyhand/contracts';
import { SteadyError } from '@steadyhand/contracts';
import { createRedactor, openSession } from '@steadyhand/shell';
import type { ShellBlock } from './blocks.ts';
import { ANSWER, MAX_CALLS, type Outcome, type RecordedCall, readsInput, SECONDS } from './recording.ts';

const TARGET: Target = {
  environment: 'compared',
  kind: 'range',
  protection: 'open',
  account: '111122223333',
  region: 'eu-west-1',
  outputs: {},
  resolve: (host, port) => ({ host, port }),
};

export interface SessionRun {
  programs: ReadonlySet<string>;
  /** Its files are the same as those that bash is given. */
  workingFolder: string;
  /** Real programs, which record their calls, too. */
  handlers?: ReadonlyMap<string, CommandHandler>;
}

export async function runInSession(
  block: ShellBlock,
  { programs, workingFolder, handlers = new Map() }: SessionRun,
): Promise<Outcome> {
  const calls: RecordedCall[] = [];
  const controller = new AbortController();
  const record = (call: RecordedCall): void => {
    calls.push(call);
    if (calls.length >= MAX_CALLS) controller.abort();
  };
  const recorders = [...programs].map((program) => [program, recorderOf(program, record)] as const);
  const { exitCode, stopped } = await runBlock(block, {
    handlers: new Map([...recorders, ...handlers]),
    workingFolder,
    verdict: 'run',
    signal: AbortSignal.any([controller.signal, AbortSignal.timeout(SECONDS * 1000)]),
  });
  return { calls, exitCode, stopped, endless: stopped !== null && calls.length >= MAX_CALLS };
}

interface BlockRun {
  handlers: ReadonlyMap<string, CommandHandler>;
  workingFolder: string | null;
  /** Of every command. */
  verdict: 'run' | 'hold';
  signal: AbortSignal;
}

/** The exit code, or why the session was stopped or refused the block. */
export async function runBlock(
  block: ShellBlock,
  { handlers, workingFolder, verdict, signal }: BlockRun,
): Promise<{ exitCode: number | null; stopped: string | null }> {
  const events: RunEvent[] = [];
  const session = await openSession({
    runId: 'compared',
    lane: 'main',
    handlers,
    target: TARGET,
    clock: { now: () => Date.now(), sleep: async () => {} },
    journal: { append: async (event) => void events.push(event), events: async () => events },
    guard: async () => ({ verdict, by: 'the comparison' }),
    env: block.env,
    workingFolder,
    redactor: createRedactor(),
    signal,
    onOutput: () => {},
    // The other side reads from nothing.
    askLine: async () => 'end',
  });
  try {
    const { exitCode } = await session.run({ stepId: 'block', text: block.text, line: block.line });
    return { exitCode, stopped: null };
  } catch (error) {
    return { exitCode: null, stopped: reasonOf(error) };
  } finally {
    await session.close().catch(() => undefined);
  }
}

function recorderOf(program: string, record: (call: RecordedCall) => void): CommandHandler {
  return {
    version: `${program}@compared`,
    grammar: {
      program,
      summary: 'Records its calls.',
      examples: [program],
      analyse: () => ({ effect: 'local', operation: null, reason: 'recorded', resources: [], arguments: [] }),
    },
    readsStdin: (argv) => readsInput(program, argv),
    run: async ({ argv, stdin }) => {
      record({ program, argv, stdin: stdin ?? '' });
      return { exitCode: 0, stdout: ANSWER, stderr: '' };
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof SteadyError)) return String(error);
  const { construct = '', program = '', reason = '', list = '' } = error.params;
  const what = [construct, program, list, reason].filter((text) => text !== '').join(': ');
  return `${error.code} ${what}`.trim();
}
