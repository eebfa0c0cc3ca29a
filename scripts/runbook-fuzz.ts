/**
 * Reads broken documents for a while: `runbook-fuzz.ts [SECONDS] [SEED]`. Each is made from the lines of real
 * documents, or of the package's fixtures where those are absent. Prints its seed, and at the first finding the
 * smallest document that shows it, and ends with 1.
 */
import { parseArgs } from 'node:util';
import { loadKnowledge } from '../packages/cli/src/check-knowledge.ts';
import { loadGrammars } from '../packages/cli/src/compose.ts';
import { findingIn } from './runbook/fuzz-finding.ts';
import { breakDocuments, randomFrom, readLines } from './runbook/fuzz-input.ts';
import { shrink } from './runbook/fuzz-shrink.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const seconds = Number(positionals[0] ?? 60);
const seed = Number(positionals[1] ?? Date.now() % 2 ** 31);
if (!(seconds > 0 && Number.isInteger(seed))) throw new Error('Usage: runbook-fuzz.ts [SECONDS] [SEED]');

const options = { grammars: await loadGrammars(), knowledge: await loadKnowledge(null) };
const documents = readLines();
const random = randomFrom(seed);
console.log(`seed ${seed}, ${seconds} s, ${documents.length} documents`);

const end = performance.now() + seconds * 1000;
let [read, bytes] = [0, 0];
while (performance.now() < end) {
  const text = breakDocuments(documents, random);
  const finding = findingIn(text, options);
  read += 1;
  bytes += text.length;
  if (finding === null) continue;
  console.log(`Document ${read} of seed ${seed}: ${finding}. The smallest that shows it:`);
  console.log(JSON.stringify(shrink(text, (smaller) => findingIn(smaller, options) === finding)));
  process.exitCode = 1;
  break;
}
console.log(`${read} documents, ${(bytes / 1e6).toFixed(1)} MB`);
