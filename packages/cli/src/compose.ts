/** The one place where the programs meet the sessions. */
import type { CommandHandler, Handlers, ProgramGrammar } from '@steadyhand/contracts';

/** Every program that can be judged, for `show`: no AWS client is loaded. */
export async function loadGrammars(): Promise<ReadonlyMap<string, ProgramGrammar>> {
  const [{ awsGrammar }, { loadPrograms }] = await Promise.all([
    import('@steadyhand/aws-catalog'),
    import('@steadyhand/programs'),
  ]);
  const { grammars } = await loadPrograms();
  return new Map([awsGrammar, ...grammars].map((grammar) => [grammar.program, grammar]));
}

/** Every program that can be run. */
export async function loadHandlers(): Promise<Handlers> {
  const [{ createAwsHandler }, { loadPrograms }] = await Promise.all([
    import('@steadyhand/aws'),
    import('@steadyhand/programs'),
  ]);
  const { handlers } = await loadPrograms();
  const all: CommandHandler[] = [createAwsHandler(), ...handlers];
  return new Map(all.map((handler) => [handler.grammar.program, handler]));
}
