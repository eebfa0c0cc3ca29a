/** The one place where the programs meet the sessions. */
import type { CommandHandler, Handlers, JudgeShell, ProgramGrammar } from '@steadyhand/contracts';

/** Every program that can be judged, for `show`: no AWS client is loaded. */
export async function loadGrammars(): Promise<ReadonlyMap<string, ProgramGrammar>> {
  const [{ createAwsGrammar }, { judgeShellWith, loadPrograms }] = await Promise.all([
    import('@steadyhand/aws-catalog'),
    import('@steadyhand/programs'),
  ]);
  // What a command carries is judged by all of them, and may carry a command itself.
  const judgeShell: JudgeShell = judgeShellWith(() => grammars.values());
  const { grammars: programs } = await loadPrograms({ judgeShell });
  const grammars = new Map([createAwsGrammar({ judgeShell }), ...programs].map((one) => [one.program, one]));
  return grammars;
}

/** Every program that can be run. */
export async function loadHandlers(): Promise<Handlers> {
  const [{ createAwsHandler }, { judgeShellWith, loadPrograms }] = await Promise.all([
    import('@steadyhand/aws'),
    import('@steadyhand/programs'),
  ]);
  const judgeShell: JudgeShell = judgeShellWith(() => grammars);
  const programs = await loadPrograms({ judgeShell });
  const aws = createAwsHandler({ judgeShell });
  const grammars = [aws.grammar, ...programs.grammars];
  const all: CommandHandler[] = [aws, ...programs.handlers];
  return new Map(all.map((handler) => [handler.grammar.program, handler]));
}

/** Judges shell text by every program that can be judged. */
export async function loadJudge(): Promise<JudgeShell> {
  const [grammars, { judgeShellWith }] = await Promise.all([loadGrammars(), import('@steadyhand/programs')]);
  return judgeShellWith(() => grammars.values());
}
