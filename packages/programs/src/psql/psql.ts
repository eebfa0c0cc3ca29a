import type { CommandHandler, ProgramGrammar } from '@steadyhand/contracts';
import { parsePsql, readsStandardInput } from './options.ts';

export function psqlProgram(grammar: ProgramGrammar): CommandHandler {
  return {
    grammar,
    version: 'psql@1',
    readsStdin: (argv) => readsStandardInput(parsePsql(argv)),
    run: async (call, context) => {
      const effect = context.effect ?? grammar.analyse(call).effect;
      return (await import('./run.ts')).runPsql(call, { ...context, effect });
    },
  };
}
