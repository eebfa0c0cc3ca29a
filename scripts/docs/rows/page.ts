import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { loadGrammars } from '../../../packages/cli/src/compose.ts';
import { parseRunbook } from '../../../packages/runbook/src/index.ts';
import { type Carried, carrierOf, OutcomesSchema, RulesSchema } from './carriers.ts';
import { type Row, rowsOf } from './rows.ts';

const root = resolve(import.meta.dirname, '../../..');

interface Covered {
  row: Row;
  carried: Carried;
}

/** Every row of a system's runbook, and what carries it out. */
export async function coverageOf(system: string): Promise<Covered[]> {
  const folder = resolve(root, 'systems', system);
  const read = (path: string): string => readFileSync(resolve(folder, path), 'utf8');
  const text = read('RUNBOOK.md');
  const runbook = parseRunbook(text, { grammars: await loadGrammars() });
  const rules = RulesSchema.parse(parse(read('coverage.yaml')));
  const outcomes = OutcomesSchema.parse(JSON.parse(read('drills/results.json')));
  const rows = rowsOf(text, runbook);
  return rows.map((row) => ({ row, carried: carrierOf(row, { rows, outcomes, rules }) }));
}

export async function coveragePage(system: string): Promise<string> {
  const covered = await coverageOf(system);
  const open = covered.filter(({ carried }) => carried.by === null).length;
  return [
    '<!-- Written by `npm run docs` from the runbook, coverage.yaml and the last results of the drills. -->',
    `# What carries out the runbook of ${system}`,
    '',
    `One row for every heading, table row, bullet and command of [RUNBOOK.md](../systems/${system}/RUNBOOK.md): ${covered.length} rows, ${open === 0 ? 'every one' : `all but ${open}`} of them carried out by a drill, a command, a check or a person. The drills' results are those of \`steady drill --all ${system} --results systems/${system}/drills/results.json\`.`,
    '',
    ...covered.flatMap(({ row, carried }, index) => lines(row, carried, covered[index - 1]?.row)),
    '',
  ].join('\n');
}

function lines(row: Row, { by, at, result }: Carried, before: Row | undefined): string[] {
  const isNew = before === undefined || before.under.join('/') !== row.under.join('/');
  const head = isNew
    ? [
        '',
        `**${row.under.join(' › ') || 'Document'}**`,
        '',
        '| line | what | carried out by | last | result |',
        '|---|---|---|---|---|',
      ]
    : [];
  const shown = row.kind === 'command' ? `\`${cell(row.text)}\`` : `${row.kind}: ${cell(row.text)}`;
  return [...head, `| ${row.line} | ${shown} | ${by ?? '**nothing**'} | ${at} | ${result} |`];
}

const TEXT_MAX = 100;

function cell(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('`', '');
  return flat.length > TEXT_MAX ? `${flat.slice(0, TEXT_MAX)}…` : flat;
}
