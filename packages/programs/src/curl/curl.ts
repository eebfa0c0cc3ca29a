import type { CommandHandler } from '@steadyhand/contracts';
import { curlGrammar } from './grammar.ts';
import { dataOptions, parseCurl } from './options.ts';

export const curlProgram: CommandHandler = {
  grammar: curlGrammar,
  version: 'curl@1',
  readsStdin: (argv) => dataOptions(parseCurl(argv)).some(({ value }) => /(?:^|[^=]*)@-$/.test(value ?? '')),
  run: async (call, context) => (await import('./run.ts')).runCurl(call, context),
};
