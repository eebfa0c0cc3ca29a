import type { Call, CommandHandler } from '@steadyhand/contracts';
import type { Machine } from '../native/environment.ts';
import { notInstalled, runInstalled } from '../native/installed-program.ts';
import { pulumiGrammar } from './grammar.ts';

export const pulumiProgram: CommandHandler = {
  grammar: pulumiGrammar,
  version: 'pulumi@1',
  readsStdin: () => false,
  run: async (call, context) => (await import('./run.ts')).runPulumi(call.argv, context),
};

/** `stack output` is carried out here, from the environment; in an account, all else by the installed one. */
export function pulumiOrInstalled(machine: Machine): CommandHandler {
  const isOwn = (argv: readonly string[]): boolean => pulumiGrammar.analyse(callOf(argv)).operation === 'stack output';
  return {
    ...pulumiProgram,
    version: 'pulumi@1 (stack output), pulumi@host',
    refusal: ({ argv }, { kind }) =>
      kind === 'range' || argv.length === 0 || isOwn(argv) ? null : notInstalled('pulumi', machine),
    run: (call, context) =>
      context.target.kind === 'range' || isOwn(call.argv)
        ? pulumiProgram.run(call, context)
        : runInstalled(call, context, { grammar: pulumiGrammar, machine }),
  };
}

function callOf(argv: readonly string[]): Call {
  return { program: 'pulumi', argv, stdin: null, unresolved: new Set() };
}
