/**
 * Reading runbooks: documents and megabytes per second, and a table of what was found.
 *
 * Reads the real documents beside the repository where they are, else the package's own fixtures. What it does not
 * measure: the start of the process, loading the modules, and printing the result.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseRunbook } from '@steadyhand/runbook';
import { loadGrammars } from '../packages/cli/src/compose.ts';

const ROOT = join(import.meta.dirname, '..');

export async function bench(): Promise<void> {
  const grammars = await loadGrammars();
  const shared = ['seeds', 'corpus'].map((name) => join(ROOT, '..', 'shared', name)).filter((path) => existsSync(path));
  const folders = shared.length > 0 ? shared : [join(ROOT, 'packages', 'runbook', 'fixtures')];
  const texts = folders.flatMap(read);
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
    print(name, row);
  }
  print('all', sums);
  const [seconds, bytes] = [(sums[6] ?? 0) / 1000, texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)];
  console.log(`${(texts.length / seconds).toFixed(1)} documents/s, ${(bytes / 1e6 / seconds).toFixed(2)} MB/s`);
}

function print(name: string, row: readonly number[]): void {
  const widths = [10, 7, 10, 9, 12, 13, 7];
  console.log(name.slice(0, 43).padEnd(44) + row.map((value, i) => value.toFixed(0).padStart(widths[i] ?? 8)).join(''));
}

function read(folder: string): { name: string; text: string }[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return names.sort().map((name) => ({ name: basename(name, '.md'), text: readFileSync(join(folder, name), 'utf8') }));
}
