/** A program of this machine, started for real once the guard has let it pass. */
import type {
  Call,
  CommandContext,
  CommandHandler,
  CommandResult,
  Effect,
  ProgramGrammar,
} from '@steadyhand/contracts';
import { SteadyError } from '@steadyhand/contracts';
import type { Machine } from './environment.ts';
import { findProgram } from './find-program.ts';
import { mayRunInRange } from './in-range.ts';
import { readsStdin } from './reads-stdin.ts';

/** `NAME@host`: what runs is whatever the person has of that name. */
export function installedProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  const { program } = grammar;
  const valued = grammar.words?.options ?? [];
  return {
    grammar,
    version: `${program}@host`,
    readsStdin: (argv) => readsStdin(program, argv, valued),
    refusal: (call, { kind }) => {
      const isKnown = call.unresolved.size === 0;
      return notInstalled(program, machine) ?? (kind === 'range' && isKnown ? refusalInRange(grammar, call) : null);
    },
    run: async (call, context) => runInstalled(call, context, { grammar, machine }),
  };
}

export interface Installed {
  grammar: ProgramGrammar;
  machine: Machine;
}

/** Throws `PROGRAM_NOT_INSTALLED`, `PROGRAM_NOT_IN_RANGE` or `PROGRAM_REFUSED` before it starts. */
export async function runInstalled(
  call: Call,
  context: CommandContext,
  { grammar, machine }: Installed,
): Promise<CommandResult> {
  const effect = context.effect ?? grammar.analyse(call).effect;
  const refused = context.target.kind === 'range' ? refusalInRange(grammar, call, effect) : null;
  if (refused) throw refused;
  return startInstalled(call, { ...context, effect }, { grammar, machine });
}

/** The same without asking whether a range has what it looks for. */
export async function startInstalled(
  call: Call,
  context: CommandContext & { effect: Effect },
  { grammar, machine }: Installed,
): Promise<CommandResult> {
  const { program } = grammar;
  const path = findProgram(program, machine.PATH);
  if (path === null) throw missing(program);
  const { start } = await import('./start.ts');
  return start(call, context, { program, path, machine, valued: grammar.words?.options ?? [] });
}

export function notInstalled(program: string, machine: Machine): SteadyError | null {
  return findProgram(program, machine.PATH) === null ? missing(program) : null;
}

function refusalInRange(
  grammar: ProgramGrammar,
  call: Call,
  effect = grammar.analyse(call).effect,
): SteadyError | null {
  const { program } = grammar;
  if (mayRunInRange(program, call.argv, effect)) return null;
  return new SteadyError('PROGRAM_NOT_IN_RANGE', { program, command: [program, ...call.argv.slice(0, 2)].join(' ') });
}

function missing(program: string): SteadyError {
  return new SteadyError('PROGRAM_NOT_INSTALLED', { program }, { state: 'Nothing was run.' });
}
