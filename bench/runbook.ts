/**
 * Reading runbooks: a table of what was found, documents and megabytes per second, and how the cost grows with length.
 *
 * Reads the real documents beside the repository where they are, else the package's own fixtures. `npm run bench --
 * runbook` takes the documents in turn in several processes that have read none before, started as `steady show` is, then
 * once more in one that has; at last all of them together, repeated up to 1 MB and to 10 MB.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseRunbook } from '@steadyhand/runbook';
import { loadGrammars } from '../packages/cli/src/compose.ts';
import { median } from './median.ts';
import { readTexts, type Text, time, timeAll } from './runbook/texts.ts';

const PROCESSES = 7;
const NOT_MEASURED =
  'Not measured: the start of the process, loading modules and grammars, reading the files, the rules of "check", printing.';

type Grammars = Awaited<ReturnType<typeof loadGrammars>>;

export async function bench(): Promise<void> {
  const grammars = await loadGrammars();
  const texts = readTexts();
  const bytes = texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  printTable(texts, grammars);
  const tell = (what: string, ms: number) => {
    const speed = `${(texts.length / (ms / 1000)).toFixed(1)} documents/s, ${(bytes / 1e3 / ms).toFixed(2)} MB/s`;
    console.log(`${what}: ${ms.toFixed(0)} ms, ${speed}`);
  };
  const fresh = Array.from({ length: PROCESSES }, timeInFreshProcess);
  tell(`first pass, median of ${PROCESSES} processes`, median(fresh));
  console.log(`            ${fresh.map((ms) => ms.toFixed(0)).join(' ')} ms`);
  tell('second pass', timeAll(texts, grammars));
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

function timeInFreshProcess(): number {
  const file = fileURLToPath(new URL('./runbook/first-pass.ts', import.meta.url));
  const argv = [...optionsOfStart(), ...process.execArgv, file];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`a pass ended with ${status}: ${stderr}`);
  return Number(stdout);
}

/** Those of V8 with which `steady show` and `steady check` start on this release of Node. */
function optionsOfStart(): string[] {
  const start = readFileSync(new URL('../packages/cli/bin/start.cjs', import.meta.url), 'utf8');
  const release = process.versions.node.split('.')[0];
  const lines = [...start.matchAll(/^ *(?:if \(release === (\d+)\) )?setFlagsFromString\('([^']*)'\)/gm)];
  return lines.flatMap(([, only = release, options = '']) => (only === release ? options.split(' ') : []));
}

function printTable(texts: readonly Text[], grammars: Grammars): void {
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
}

function printRow(name: string, row: readonly number[]): void {
  const widths = [10, 7, 10, 9, 12, 13, 7];
  console.log(name.slice(0, 43).padEnd(44) + row.map((value, i) => value.toFixed(0).padStart(widths[i] ?? 8)).join(''));
}
