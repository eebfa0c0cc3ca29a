import type { CommandHandler } from '@steadyhand/contracts';
import { dateGrammar } from './grammar.ts';

export const dateProgram: CommandHandler = {
  grammar: dateGrammar,
  version: 'date@1',
  readsStdin: () => false,
  run: async (call, context) => (await import('./run.ts')).runDate(call.argv, context),
};
