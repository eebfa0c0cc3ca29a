/** The parser beside marks that were made by hand: packages/runbook/fixtures/marked/README.md. */
import { parseRunbook } from '@steadyhand/runbook';
import { expect, test } from 'vitest';
import { loadGrammars } from '../packages/cli/src/compose.ts';
import { readMarkedDocuments } from '../scripts/runbook/marked-documents.ts';
import { scoreMarks, type Tally } from '../scripts/runbook/marks.ts';

const documents = readMarkedDocuments();

test.skipIf(documents.length === 0)(
  'at least 95 % of the steps and 98 % of the commands stand in the right procedure, and hardly any is invented (skipped where ../shared is absent)',
  async () => {
    const grammars = await loadGrammars();
    const scores = documents.map(({ marks, text }) => scoreMarks(marks, parseRunbook(text, { grammars })));
    const steps = sum(scores.map((score) => score.steps));
    const commands = sum(scores.map((score) => score.commands));
    expect(steps.marked).toBeGreaterThan(500);
    expect(commands.marked).toBeGreaterThan(550);
    expect(steps.found / steps.marked, missing(scores, 'steps')).toBeGreaterThanOrEqual(0.95);
    expect(commands.found / commands.marked, missing(scores, 'commands')).toBeGreaterThanOrEqual(0.98);
    expect(steps.invented / steps.marked).toBeLessThanOrEqual(0.02);
    expect(commands.invented / commands.marked).toBeLessThanOrEqual(0.02);
  },
);

test.skipIf(documents.length === 0)('every document has nine of ten steps in the right procedure', async () => {
  const grammars = await loadGrammars();
  for (const { marks, text } of documents) {
    const { steps } = scoreMarks(marks, parseRunbook(text, { grammars }));
    expect(steps.found / steps.marked, marks.document).toBeGreaterThanOrEqual(0.9);
  }
});

function sum(tallies: readonly Tally[]): { marked: number; found: number; invented: number } {
  const total = { marked: 0, found: 0, invented: 0 };
  for (const { marked, found, invented } of tallies) {
    total.marked += marked;
    total.found += found;
    total.invented += invented.length;
  }
  return total;
}

function missing(scores: readonly { steps: Tally; commands: Tally }[], which: 'steps' | 'commands'): string {
  return scores
    .map(
      (score, i) =>
        `${documents[i]?.marks.document}: ${[...score[which].missed, ...score[which].misplaced].join(', ')}`,
    )
    .join('\n');
}
