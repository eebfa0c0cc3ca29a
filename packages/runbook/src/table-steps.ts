/** Tables that tell what to do: symptom and action, or action and command. */
import type { Table, TableRow } from 'mdast';
import type { CommandReader } from './command-reader.ts';
import type { Context } from './context.ts';
import type { DraftStep } from './draft.ts';
import { hasInlineCommand, offerInlineCommands } from './inline-commands.ts';
import { firstLine, lastLine, plain } from './markdown/text.ts';
import { stepOf } from './step-maker.ts';
import { simplify } from './vocabulary.ts';

const SYMPTOM =
  /^(?:symptoms?|problem|issue|error|erro|sintomas?|sintoma|situation|if you see|observation|cause|causa|likely cause)$/;
const REMEDY =
  /^(?:(?:quick )?fix|actions?|solutions?|resolutions?|remed(?:y|iation)|what to do|response|accion|accion requerida|acao|solucao|solucion|where to look|check|first check)$/;
const COMMAND = /^(?:commands?(?:\/link)?|how|procedure|query|comando)$/;
/** What is to be changed, in a table that is a checklist. */
const CHANGE = /^(?:changes?|actions?|tasks?|to do|cambio)$/;
const NAME = /^(?:action|operation|task|what|purpose|check|step|goal|description|operacion|accion)$/;

/** The steps of such a table; none for any other. */
export function readTableSteps(table: Table, context: Context, reader: CommandReader): DraftStep[] {
  const [header, ...rows] = table.children;
  const names = header?.children.map((cell) => simplify(plain(cell))) ?? [];
  const find = (pattern: RegExp): number => names.findIndex((name) => pattern.test(name));
  const command = find(COMMAND);
  if (command >= 0) {
    const name = names.findIndex((word, i) => i !== command && NAME.test(word));
    if (name >= 0) return rows.map((row) => rowStep(row, { text: name, more: [command] }, { context, reader }));
  }
  const [symptom, remedy] = [find(SYMPTOM), find(REMEDY)];
  const change = find(CHANGE);
  if (change > 0 && /checklist/i.test(context.title ?? '')) {
    const asked = rows.filter((row) => !/^(?:none|no|n\/?a|-|–|—)\b/i.test(cellText(row, change)));
    return asked.map((row) => rowStep(row, { text: change, more: [0] }, { context, reader }));
  }
  if (symptom < 0 || remedy < 0 || symptom === remedy) return [];
  const more = names.flatMap((_, i) => (i === symptom || i === remedy ? [] : [i]));
  const inner: Context = { ...context, phase: context.phase ?? 'resolve' };
  return rows.map((row) => {
    const step = rowStep(row, { text: remedy, more }, { context: inner, reader });
    step.condition = cellText(row, symptom);
    return step;
  });
}

/** The rows of any other table that hold a command which somebody may run. */
export function readRowsWithCommands(table: Table, context: Context, reader: CommandReader): DraftStep[] {
  const rows = table.children.slice(1).filter((row) => hasInlineCommand(row));
  const more = table.children[0]?.children.slice(1).map((_, i) => i + 1) ?? [];
  return rows.map((row) => rowStep(row, { text: 0, more }, { context, reader }));
}

function rowStep(
  row: TableRow,
  columns: { text: number; more: number[] },
  { context, reader }: { context: Context; reader: CommandReader },
): DraftStep {
  const step = stepOf({ line: firstLine(row), endLine: lastLine(row), text: cellText(row, columns.text) }, context);
  for (const i of columns.more) {
    const text = cellText(row, i);
    if (text !== '') step.details.push(text);
  }
  offerInlineCommands(step, row.children, reader);
  return step;
}

function cellText(row: TableRow, index: number): string {
  const cell = row.children[index];
  return cell === undefined ? '' : plain(cell);
}
