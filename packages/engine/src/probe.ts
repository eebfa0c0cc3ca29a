import { quoteCommand } from '@steadyhand/bash';
import {
  type Call,
  type Clock,
  type CommandContext,
  type CommandResult,
  type Handlers,
  SteadyError,
  type Target,
} from '@steadyhand/contracts';

/** What Steadyhand needs to look at the world for its own purposes. */
export interface Prober {
  handlers: Handlers;
  target: Target;
  clock: Clock;
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Of the run that it looks for; absent outside of one. */
  runId?: string;
}

/**
 * Runs one command of Steadyhand's own making and gives its result. Refuses whatever its handler does not judge to be
 * a read, so that looking can never change anything.
 */
export async function probe(prober: Prober, argv: readonly string[]): Promise<CommandResult> {
  const [program = '', ...args] = argv;
  const handler = prober.handlers.get(program);
  const call: Call = { program, argv: args, stdin: null, unresolved: new Set() };
  const effect = handler?.grammar.analyse(call).effect;
  if (!handler || effect !== 'read') {
    throw new SteadyError('COMMAND_REFUSED', {
      command: quoteCommand(program, args),
      reason: handler ? `Steadyhand looks only, and this is judged "${effect}"` : `there is no handler for ${program}`,
    });
  }
  return handler.run(call, contextOf(prober));
}

/** Before the first command: throws where a handler could not run commands as the target says that it must. */
export async function prepareHandlers(prober: Prober): Promise<void> {
  for (const handler of prober.handlers.values()) await handler.prepare?.(contextOf(prober));
}

function contextOf({ target, clock, env, signal, runId }: Prober): CommandContext {
  return {
    target,
    clock,
    env,
    cwd: '/',
    signal,
    ...(runId === undefined ? {} : { runId }),
    readFile: (path) => Promise.reject(new SteadyError('INTERNAL', { reason: `a probe asked for the file ${path}` })),
    writeFile: async (path) => {
      if (path !== '/dev/null') throw new SteadyError('INTERNAL', { reason: `a probe wrote the file ${path}` });
    },
    live: () => undefined,
  };
}
