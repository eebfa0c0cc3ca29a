/**
 * Runs every shell block of the documents beside the repository in a session and in a real bash, with recording stubs for
 * all programs, and prints how many did the same, which did not, and which no session of today can run.
 * A part of a document's name as argument keeps to the documents that have it.
 */
import { documentsOfOthers, readShellBlocks } from './bash-equality/blocks.ts';
import { canIsolate } from './bash-equality/bubble.ts';
import { type Compared, VERDICTS } from './bash-equality/compare.ts';
import { compareAll } from './bash-equality/compare-all.ts';
import { whatCannotRun } from './bash-equality/held.ts';

const [part = ''] = process.argv.slice(2);
const documents = documentsOfOthers().filter(({ name }) => name.includes(part));
if (documents.length === 0) throw new Error('There are no documents in ../shared/seeds and ../shared/corpus.');
if (!canIsolate()) throw new Error('Without namespaces (unshare) no text of others is given to a real bash.');

const blocks = await readShellBlocks(documents);
const compared = await compareAll(blocks);
printComparison(compared);
printHeld(await whatCannotRun(blocks));

function printComparison(all: readonly Compared[]): void {
  for (const { verdict, block, reason } of all) {
    if (verdict !== 'same') console.log(`${verdict.padEnd(14)}  ${block.document}:${block.line}  ${reason}`);
  }
  const counts = new Map(VERDICTS.map((verdict) => [verdict, all.filter((one) => one.verdict === verdict).length]));
  const accepted = all.length - (counts.get('not accepted') ?? 0);
  const reordered = all.filter((one) => one.reordered).length;
  console.log(`\nblocks               ${String(all.length).padStart(6)}`);
  console.log(`accepted by bash -n  ${String(accepted).padStart(6)}`);
  for (const [verdict, count] of counts) console.log(`${verdict.padEnd(20)} ${String(count).padStart(6)}`);
  console.log(`of the same ones, with stages of a pipe in another order: ${reordered}`);
  console.log(`same, of the accepted: ${(((counts.get('same') ?? 0) * 100) / accepted).toFixed(2)} %`);
}

function printHeld(reasons: ReadonlyMap<string, readonly string[]>): void {
  const stopped = [...reasons.values()].reduce((sum, places) => sum + places.length, 0);
  console.log(
    `\nWith the real handlers, and every command held: ${blocks.length - stopped} of ${blocks.length} blocks run`,
  );
  for (const [reason, places] of [...reasons].sort(([, a], [, b]) => b.length - a.length)) {
    console.log(`${String(places.length).padStart(5)}  ${reason}  (${places.slice(0, 3).join(', ')})`);
  }
}
