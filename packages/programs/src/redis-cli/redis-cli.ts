import type { CommandHandler, ProgramGrammar } from '@steadyhand/contracts';
import { parseRedisCli, readsStandardInput } from './options.ts';

export function redisCliProgram(grammar: ProgramGrammar): CommandHandler {
  return {
    grammar,
    version: 'redis-cli@1',
    readsStdin: (argv) => readsStandardInput(parseRedisCli(argv)),
    run: async (call, context) => (await import('./run.ts')).runRedisCli(call, context),
  };
}
