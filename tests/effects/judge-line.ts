import { type Effect, worstEffect } from '@steadyhand/contracts';
import { parseRunbook } from '@steadyhand/runbook';
import { loadGrammars } from '../../packages/cli/src/compose.ts';

export type JudgeLine = (line: string) => Effect;

/** Judges shell text as `steady show` does where it stands in a runbook: the worst of its commands. */
export async function createLineJudge(): Promise<JudgeLine> {
  const grammars = await loadGrammars();
  return (line) => {
    const { procedures } = parseRunbook(`# Table\n\n## Case\n\n\`\`\`bash\n${line}\n\`\`\`\n`, { grammars });
    return worstEffect(
      procedures.flatMap(({ steps }) => steps.flatMap((step) => step.commands.map((one) => one.effect))),
    );
  };
}
