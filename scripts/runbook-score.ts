/** Prints how well the parser agrees with the marks made by hand; `--all` lists every difference. Needs the documents beside the repository. */

import { parseRunbook } from '@steadyhand/runbook';
import { loadGrammars } from '../packages/cli/src/compose.ts';
import { readMarkedDocuments } from './runbook/marked-documents.ts';
import { scoreMarks, type Tally } from './runbook/marks.ts';

const grammars = await loadGrammars();
const documents = readMarkedDocuments();
const all = process.argv.includes('--all');
const sums = { steps: [0, 0, 0], commands: [0, 0, 0] };
console.log('document  steps found    %  invented  commands found    %  invented  kinds fit');
for (const { marks, text } of documents) {
  const { steps, commands, kinds } = scoreMarks(marks, parseRunbook(text, { grammars }));
  add(sums.steps, steps);
  add(sums.commands, commands);
  console.log(`${marks.document.padEnd(10)}${columns(steps)}  ${columns(commands)}  ${kinds.fitting}/${kinds.marked}`);
  if (!all) continue;
  for (const [name, { missed, misplaced, invented }] of Object.entries({ steps, commands })) {
    console.log(
      `  ${name} missed: ${missed.join(', ')}; misplaced: ${misplaced.join(', ')}; invented: ${invented.join(', ')}`,
    );
  }
  console.log(`  kinds: ${kinds.wrong.join('; ')}`);
}
console.log(`all       ${sum(sums.steps)}  ${sum(sums.commands)}`);

function add(to: number[], { marked, found, invented }: Tally): void {
  for (const [i, value] of [found, marked, invented.length].entries()) to[i] = (to[i] ?? 0) + value;
}

function columns({ marked, found, invented }: Tally): string {
  return sum([found, marked, invented.length]);
}

function sum([found = 0, marked = 0, invented = 0]: number[]): string {
  const percent = marked === 0 ? 100 : (found * 100) / marked;
  return `${`${found}/${marked}`.padStart(11)} ${percent.toFixed(1).padStart(5)} ${String(invented).padStart(8)}`;
}
