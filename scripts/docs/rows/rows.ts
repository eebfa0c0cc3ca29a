/** The rows of a runbook: every heading, table row, bullet and command, each once. */
import type { Runbook } from '../../../packages/contracts/src/runbook.ts';

export type RowKind = 'heading' | 'table row' | 'bullet' | 'command';

export interface Row {
  line: number;
  kind: RowKind;
  /** Titles of the headings above, the document's own left out; of a heading, with its own. */
  under: readonly string[];
  text: string;
  /** Of a command: what runs it, and where its step is. */
  command?: { name: string; isLocal: boolean; from: number; to: number };
}

/** Rows in the order of the document. What stands in a fence is a row only where it is a command. */
export function rowsOf(text: string, runbook: Runbook): Row[] {
  const lines = text.split('\n');
  const commands = new Map<number, Pick<Row, 'text' | 'command'>[]>();
  for (const { line: from, commands: own } of runbook.procedures.flatMap(({ steps }) => steps)) {
    const step = { from, to: Math.max(...own.map(({ line }) => line)) };
    for (const { line, text: shown, effect, program, operation } of own) {
      const command = { name: operation ?? program, isLocal: effect === 'local', ...step };
      commands.set(line, [...(commands.get(line) ?? []), { text: shown, command }]);
    }
  }
  const rows: Row[] = [];
  let path: string[] = [];
  let fence = '';
  for (const [index, source] of lines.entries()) {
    const line = index + 1;
    const mark = /^\s*(```+|~~~+)/.exec(source)?.[1] ?? '';
    if (mark !== '' && (fence === '' || source.trim() === fence)) fence = fence === '' ? mark : '';
    const add = (kind: RowKind, shown: string): void => void rows.push({ line, kind, under: path, text: shown });
    for (const command of commands.get(line) ?? []) rows.push({ line, kind: 'command', under: path, ...command });
    if (fence !== '' || mark !== '') continue;
    const heading = /^(#{1,6}) (.+)$/.exec(source);
    if (heading) {
      path = [...path.slice(0, Math.max(0, (heading[1]?.length ?? 1) - 2)), heading[2] ?? ''];
      if (heading[1] !== '#') add('heading', heading[2] ?? '');
      else path = [];
    } else if (isTableRow(lines, index))
      add(
        'table row',
        source
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim())
          .join(' · '),
      );
    else if (/^\s*([-*]|\d+\.) /.test(source)) add('bullet', source.trim().replace(/^([-*]|\d+\.) /, ''));
  }
  return rows;
}

/** The commands that a heading or a bullet is about: those below it, as far as it reaches. */
export function commandsBelow(row: Row, rows: readonly Row[]): Row[] {
  const after = rows.slice(rows.indexOf(row) + 1);
  const end = after.findIndex(({ kind, under }) =>
    row.kind === 'heading' ? !row.under.every((title, i) => under[i] === title) : kind !== 'command',
  );
  return (end === -1 ? after : after.slice(0, end)).filter(({ kind }) => kind === 'command');
}

/** Below the line that parts a table's head from its rows. */
function isTableRow(lines: readonly string[], index: number): boolean {
  const isPart = (line: string | undefined): boolean => /^\s*\|/.test(line ?? '');
  const isRule = (line: string | undefined): boolean => /^\s*\|[\s:|-]+\|\s*$/.test(line ?? '');
  return isPart(lines[index]) && !isRule(lines[index]) && !isRule(lines[index + 1]);
}
