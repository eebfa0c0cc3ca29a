/** `livekit-cli`, and `lk` as it is called since version 2: the installed one, else LiveKit's SDK. */
import { type Call, type CommandHandler, type ProgramGrammar, SteadyError, type Target } from '@steadyhand/contracts';
import type { Machine } from '../native/environment.ts';
import { notInstalled, runInstalled } from '../native/installed-program.ts';
import { commandOf } from './commands.ts';
import { livekitGrammar } from './grammar.ts';
import { parseLivekit } from './options.ts';

/** Without a machine nothing is installed. */
export function livekitPrograms(machine?: Machine): CommandHandler[] {
  return (['livekit-cli', 'lk'] as const).map((program) => livekitProgram(livekitGrammar(program), machine));
}

function livekitProgram(grammar: ProgramGrammar, machine: Machine | undefined): CommandHandler {
  const { program } = grammar;
  const isInstalled = (): boolean => machine !== undefined && notInstalled(program, machine) === null;
  /** A range's names are known here alone. */
  const installed = ({ kind }: Target): Machine | null =>
    kind !== 'range' && isInstalled() ? (machine ?? null) : null;
  return {
    grammar,
    version: isInstalled() ? `${program}@host, own in a range` : `${program}@1`,
    readsStdin: () => false,
    refusal: (call, target) => (installed(target) ? null : notCarriedOut(call, target)),
    run: async (call, context) => {
      const own = installed(context.target);
      if (own) return runInstalled(call, context, { grammar, machine: own });
      const refused = notCarriedOut({ ...call, unresolved: new Set() }, context.target);
      if (refused) throw refused;
      return (await import('./run.ts')).runLivekit(call, context);
    },
  };
}

/** What only the real program does. */
function notCarriedOut({ program, argv, unresolved }: Call, { kind }: Target): SteadyError | null {
  const line = parseLivekit(argv);
  const words = line.operands.map(({ value }) => value);
  // What is wrong with its options is said when it runs, as the real one does.
  if (line.problem || words.length === 0 || unresolved.size > 0 || commandOf(words)) return null;
  const command = [program, ...words.slice(0, 2)].join(' ');
  return kind === 'range'
    ? new SteadyError('PROGRAM_NOT_IN_RANGE', { program, command })
    : new SteadyError('PROGRAM_NOT_INSTALLED', { program }, { state: 'Nothing was run.' });
}
