import { analyseShell, maskBlanks, splitPieces } from '@steadyhand/bash';
import {
  type Block,
  changesWorld,
  type Effect,
  type JudgeShell,
  type Procedure,
  type RunbookCommand,
  type Step,
} from '@steadyhand/contracts';
import { isRollbackOnRequest } from '../chosen-steps.ts';
import { type BlankValues, isRunnable } from './blank-values.ts';
import { comment, warning } from './comment.ts';

export interface StepInput {
  step: Step;
  /** Whole, for the numbers of its steps. */
  procedure: Procedure;
  blanks: BlankValues;
  judge: JudgeShell;
}

/** A step as shell: what can be run as it stands, all else as comments. */
export function printStep(input: StepInput): string[] {
  const { step } = input;
  const blocks = step.blocks.flatMap((block) => ['', ...printBlock(block, input)]);
  const offered = step.commands.filter(
    (command) => command.inline && !step.blocks.some((block) => isIn(command, block)),
  );
  return [...heading(input), ...offered.flatMap(({ text }) => comment(`Offered: ${text}`)), ...blocks, ''];
}

/** A run would ask first whether this is to be done; who runs the whole text is not asked. */
function isOnRequest(step: Step, procedure: Procedure): boolean {
  return step.condition !== null || step.alternativeTo !== null || isRollbackOnRequest(step, procedure);
}

const RULE = `# ${'-'.repeat(78)}`;

function heading({ step, procedure }: StepInput): string[] {
  const number = procedure.steps.indexOf(step) + 1;
  const other = procedure.steps.findIndex(({ id }) => id === step.alternativeTo);
  const remarks = [
    step.condition === null ? '' : `Condition: ${step.condition}`,
    step.alternativeTo === null ? '' : `Instead of step ${other + 1}.`,
    isOnRequest(step, procedure) ? 'Its commands are comments: take the marks away to run them.' : '',
    step.actor === 'person' ? 'For a person.' : '',
    ...(step.details ?? []),
    step.expects === null ? '' : `Expected: ${step.expects}`,
  ];
  const title = comment(`${number}. ${step.text}`);
  return [
    RULE,
    ...title,
    ...comment(`   ${step.phase}, line ${step.line}`),
    ...remarks.filter(Boolean).flatMap(comment),
  ];
}

function printBlock(block: Block, input: StepInput): string[] {
  if (block.inside) return [...comment(`Typed inside of: ${block.inside}`), ...comment(block.text)];
  if (!isRunnable(block)) return [...comment(`${block.language}:`), ...comment(block.text)];
  const lines = printShell(block, input);
  if (!isOnRequest(input.step, input.procedure)) return lines;
  return lines.flatMap((line) => (line.startsWith('# !! ') || line === '' ? [line] : comment(line)));
}

/** Warnings stand between pieces: within one they could end up in a here-document, or in the middle of a command. */
function printShell(block: Block, input: StepInput): string[] {
  const source = block.text.split('\n');
  const printed: string[] = [];
  let at = 0;
  for (const { line, endLine, error } of splitPieces(maskBlanks(block.text).text)) {
    printed.push(...source.slice(at, line - 1));
    const text = source.slice(line - 1, endLine).join('\n');
    const problem = error ?? endlessness(text);
    if (problem === null) {
      if (line === 1) printed.push(...remark(block, input));
      printed.push(...warnings(block, { line, endLine }, input), ...unfilled(text, input.blanks));
      printed.push(...input.blanks.fill(text).split('\n'));
    } else printed.push(warning(`no shell that can be run: ${problem}`), ...comment(text));
    at = endLine;
  }
  return [...printed, ...source.slice(at)];
}

/** The comment that stands above the block, and is no part of it. */
function remark({ line }: Block, { step }: StepInput): string[] {
  const text = step.commands.find((command) => command.line === line)?.comment;
  return text === undefined || text === step.text ? [] : comment(text);
}

/** A here-document without its end would take all that follows. */
function endlessness(text: string): string | null {
  const hazard = analyseShell(text).hazards.find(({ construct }) => construct.startsWith('here-document'));
  return hazard ? `${hazard.construct}: ${hazard.reason}` : null;
}

function unfilled(text: string, blanks: BlankValues): string[] {
  const left = maskBlanks(blanks.fill(text)).blanks.map(({ spelling }) => spelling);
  return left.length === 0 ? [] : [warning(`blank: put a value in place of ${[...new Set(left)].join(', ')} below`)];
}

function warnings(
  block: Block,
  piece: { line: number; endLine: number },
  { step, judge, blanks }: StepInput,
): string[] {
  const [first, last] = [block.line + piece.line - 1, block.line + piece.endLine - 1];
  const commands = step.commands.filter(({ line, inside }) => line >= first && line <= last && !inside);
  return commands.flatMap((command) => {
    const judged = judge(blanks.fill(command.text));
    const effect: Effect = command.effect === 'unknown' ? judged.effect : command.effect;
    if (effect !== 'reveal' && !changesWorld(effect)) return [];
    const { program, operation, text } = command;
    const what = operation === null ? text : `${program} ${operation}`;
    return [warning(`${effect}: ${what}${judged.effect === effect ? ` (${judged.reason})` : ''}`)];
  });
}

function isIn({ line }: RunbookCommand, block: Block): boolean {
  return line >= block.line && line <= block.endLine;
}
