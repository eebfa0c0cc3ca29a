/** What the tests of this package share: a session over recording handlers and a journal in memory. */
import type { Clock, CommandHandler, CommandResult, Effect, RunEvent, Target } from '@steadyhand/contracts';
import type { GuardDecision, GuardRequest } from './guard-request.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { openSession } from './session.ts';
import type { OutputChunk, Session, SessionOptions } from './session-types.ts';

export const TARGET: Target = {
  environment: 'dev',
  kind: 'range',
  protection: 'open',
  account: '111122223333',
  region: 'eu-west-1',
  outputs: {},
  resolve: (host, port) => ({ host, port }),
};

export type Run = CommandHandler['run'];

export interface Recorded {
  argv: readonly string[];
  stdin: string | null;
}

const EFFECTS: Readonly<Record<string, Effect>> = {
  get: 'read',
  set: 'change',
  drop: 'destroy',
  show: 'reveal',
  log: 'local',
};

/** A program whose first argument tells its effect (`get`, `set`, `drop`, `show`, `log`), and which remembers its calls. */
export function recorder(program: string, answer: (argv: readonly string[]) => Partial<CommandResult> = () => ({})) {
  const calls: Recorded[] = [];
  const run: Run = async ({ argv, stdin }) => {
    calls.push({ argv, stdin });
    return { exitCode: 0, stdout: '', stderr: '', ...answer(argv) };
  };
  return { calls, handler: handlerOf(program, run) };
}

export function handlerOf(program: string, run: Run, more: Partial<CommandHandler> = {}): CommandHandler {
  return {
    version: `${program}@test`,
    grammar: {
      program,
      summary: 'For tests.',
      examples: [`${program} get x`],
      analyse: ({ argv: [verb = '', id = ''] }) => ({
        effect: EFFECTS[verb] ?? 'unknown',
        operation: verb,
        reason: `the verb is ${verb}`,
        resources: [{ type: 'test:thing', id }],
        arguments: [],
      }),
    },
    readsStdin: (argv) => argv.includes('-'),
    run,
    ...more,
  };
}

export interface Opened {
  session: Session;
  events: RunEvent[];
  requests: GuardRequest[];
  output: OutputChunk[];
  redactor: Redactor;
  controller: AbortController;
  slept: number[];
}

export type Guard = (request: GuardRequest) => GuardDecision | Promise<GuardDecision>;

export const runAll: Guard = () => ({ verdict: 'run', by: 'test' });

/** Reads run, all else is held. */
export const dryRun: Guard = ({ analysis: { effect } }) =>
  effect === 'read' || effect === 'local' ? { verdict: 'run', by: 'test' } : { verdict: 'hold', by: 'dry run' };

export async function open(
  handlers: readonly CommandHandler[],
  guard: Guard = runAll,
  more: Partial<SessionOptions> = {},
): Promise<Opened> {
  const [events, requests, output, slept] = [[], [], [], []] as [RunEvent[], GuardRequest[], OutputChunk[], number[]];
  const redactor = createRedactor();
  const controller = new AbortController();
  const clock: Clock = {
    now: () => 1_700_000_000_000 + events.length,
    sleep: async (ms) => {
      slept.push(ms);
    },
  };
  const session = await openSession({
    runId: 'run-1',
    lane: 'main',
    handlers: new Map(handlers.map((handler) => [handler.grammar.program, handler])),
    target: TARGET,
    clock,
    journal: {
      append: async (event) => {
        events.push(event);
      },
      events: async () => events,
    },
    guard: async (request) => {
      requests.push(request);
      return guard(request);
    },
    env: {},
    workingFolder: null,
    redactor,
    signal: controller.signal,
    onOutput: (chunk) => {
      output.push(chunk);
    },
    ...more,
  });
  return { session, events, requests, output, redactor, controller, slept };
}

export function shell(text: string) {
  return { stepId: 'step', text, line: 10 };
}
