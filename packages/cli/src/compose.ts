/** The one place where the programs meet the sessions. */
import type { CommandHandler, EffectRule, Handlers, JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import type { JudgeSql } from '@steadyhand/programs';

/** Every program that can be judged, for `show`: no AWS client is loaded; nor Postgres' parser, where a judge is given. */
export async function loadGrammars({
  rules = [],
  ...options
}: {
  judgeSql?: JudgeSql;
  rules?: readonly EffectRule[];
} = {}): Promise<ReadonlyMap<string, ProgramGrammar>> {
  const { createAwsGrammar, judgeShellWith, loadPrograms, withEffectRules } = await import('./judging.ts');
  // What a command carries is judged by all of them, and may carry a command itself.
  const judgeShell: JudgeShell = judgeShellWith(() => grammars.values());
  const { grammars: programs } = await loadPrograms({ judgeShell, ...options });
  const ruled = withEffectRules([createAwsGrammar({ judgeShell }), ...programs], rules);
  const grammars = new Map(ruled.map((one) => [one.program, one]));
  return grammars;
}

/**
 * Every program that can be run; `rules` are the system's. With `endless`, what follows a log does so until it is
 * interrupted, for which somebody must be there.
 */
export async function loadHandlers(
  rules: readonly EffectRule[] = [],
  { endless = false }: { endless?: boolean } = {},
): Promise<Handlers> {
  const [{ createAwsHandler, installedOptions }, { judgeShellWith, loadPrograms, withEffectRules }] = await Promise.all(
    [import('@steadyhand/aws'), import('./judging.ts')],
  );
  const judgeShell: JudgeShell = judgeShellWith(() => grammars);
  const programs = await loadPrograms({ judgeShell, machine: process.env });
  const follow = endless ? { followMs: Number.POSITIVE_INFINITY } : {};
  const aws = createAwsHandler({ judgeShell, ...installedOptions(process.env), ...follow });
  const grammars = withEffectRules([aws.grammar, ...programs.grammars], rules);
  const byProgram = new Map(grammars.map((grammar) => [grammar.program, grammar]));
  const all: CommandHandler[] = [aws, ...programs.handlers];
  return new Map(
    all.map((handler) => {
      const { program } = handler.grammar;
      return [program, { ...handler, grammar: byProgram.get(program) ?? handler.grammar }];
    }),
  );
}

/** Judges shell text by every program that can be judged. */
export async function loadJudge(rules: readonly EffectRule[] = []): Promise<JudgeShell> {
  const [grammars, { judgeShellWith }] = await Promise.all([loadGrammars({ rules }), import('./judging.ts')]);
  return judgeShellWith(() => grammars.values());
}
