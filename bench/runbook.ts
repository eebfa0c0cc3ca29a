/**
 * Reading runbooks: a table of what was found, documents and megabytes per second, and how the cost grows with length.
 *
 * Reads the real documents beside the repository where they are, else the package's own fixtures. `npm run bench --
 * runbook` takes the documents in turn in a process that has read none before, then once more; at last all of them
 * together, repeated up to 1 MB and to 10 MB.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseRunbook } from '@steadyhand/runbook';
import { loadGrammars } from '../packages/cli/src/compose.ts';

const ROOT = join(import.meta.dirname, '..');
const NOT_MEASURED =
  'Not measured: the start of the process, loading modules and grammars, reading the files, the rules of "check", printing.';

type Grammars = Awaited<ReturnType<typeof loadGrammars>>;

interface Text {
  name: string;
  text: string;
}

export async function bench(): Promise<void> {
  const grammars = await loadGrammars();
  const shared = ['seeds', 'corpus'].map((name) => join(ROOT, '..', 'shared', name)).filter((path) => existsSync(path));
  const folders = shared.length > 0 ? shared : [join(ROOT, 'packages', 'runbook', 'fixtures')];
  const texts = folders.flatMap(read);
  const bytes = texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const passes = [printTable(texts, grammars), timeAll(texts, grammars)];
  for (const [i, ms] of passes.entries()) {
    const speed = `${(texts.length / (ms / 1000)).toFixed(1)} documents/s, ${(bytes / 1e3 / ms).toFixed(2)} MB/s`;
    console.log(`${i === 0 ? 'first' : 'second'} pass: ${ms.toFixed(0)} ms, ${speed}`);
  }
  const whole = texts.map(({ text }) => text).join('\n\n');
  const [one = 0, ten = 0] = [1, 10].map((megabytes) => {
    const text = whole.repeat(Math.ceil((megabytes * 1e6) / bytes)).slice(0, megabytes * 1e6);
    const ms = time(() => parseRunbook(text, { grammars }));
    console.log(`${megabytes} MB in one document: ${ms.toFixed(0)} ms, ${((megabytes * 1e3) / ms).toFixed(2)} MB/s`);
    return ms;
  });
  console.log(`10 times the text takes ${(ten / one).toFixed(1)} times as long.`);
  console.log(NOT_MEASURED);
}

/** The milliseconds of all together. */
function printTable(texts: readonly Text[], grammars: Grammars): number {
  console.log(`${'document'.padEnd(44)}procedures  steps  commands  unknown  parameters  diagnostics     ms`);
  const sums = [0, 0, 0, 0, 0, 0, 0];
  for (const { name, text } of texts) {
    const start = performance.now();
    const { procedures, parameters, diagnostics } = parseRunbook(text, { grammars });
    const ms = performance.now() - start;
    const steps = procedures.flatMap((procedure) => procedure.steps);
    const commands = steps.flatMap((step) => step.commands);
    const unknown = commands.filter(({ effect }) => effect === 'unknown').length;
    const row = [procedures.length, steps.length, commands.length, unknown, parameters.length, diagnostics.length, ms];
    for (const [i, value] of row.entries()) sums[i] = (sums[i] ?? 0) + value;
    printRow(name, row);
  }
  printRow('all', sums);
  return sums[6] ?? 0;
}

function printRow(name: string, row: readonly number[]): void {
  const widths = [10, 7, 10, 9, 12, 13, 7];
  console.log(name.slice(0, 43).padEnd(44) + row.map((value, i) => value.toFixed(0).padStart(widths[i] ?? 8)).join(''));
}

function timeAll(texts: readonly Text[], grammars: Grammars): number {
  return time(() => {
    for (const { text } of texts) parseRunbook(text, { grammars });
  });
}

function time(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function read(folder: string): Text[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return names.sort().map((name) => ({ name: basename(name, '.md'), text: readFileSync(join(folder, name), 'utf8') }));
}
