import type { CommandHandler } from '@steadyhand/contracts';
import { pulumiGrammar } from './grammar.ts';

export const pulumiProgram: CommandHandler = {
  grammar: pulumiGrammar,
  version: 'pulumi@1',
  readsStdin: () => false,
  run: async (call, context) => (await import('./run.ts')).runPulumi(call.argv, context),
};
