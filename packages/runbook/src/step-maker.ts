/** Makes steps out of the texts and blocks that a procedure's parts hold. */
import type { Block, Phase, RunbookCommand } from '@steadyhand/contracts';
import type { Snippet } from './blocks/read-fence.ts';
import { withoutNumber } from './blocks/segments.ts';
import { readCondition } from './conditions.ts';
import type { DraftStep } from './draft.ts';

/** What holds for every step that is read at a place. */
export interface StepContext {
  phase: Phase | null;
  condition: string | null;
  alternativeTo: DraftStep | null;
  /** Labels and headings of the procedure, the outermost first. */
  under: readonly string[];
}

export interface StepText {
  line: number;
  endLine: number;
  text: string;
}

const OR = /^(?:or|o|alternatively|alternativa)\b(?:\s+(?:via|using|manually)\b)?[:,]?\s*/i;

export function stepOf({ line, endLine, text }: StepText, context: StepContext): DraftStep {
  const stripped = text
    .replace(/\s*\\$/, '')
    .replace(/\s*[:：]\s*$/, '')
    .trim();
  const read = readCondition(stripped);
  return {
    line,
    endLine,
    phase: context.phase,
    text: read.text,
    condition: both(context.condition, read.condition),
    under: context.under,
    alternativeTo: context.alternativeTo,
    expects: null,
    details: [],
    blocks: [],
    commands: [],
    checkbox: false,
  };
}

function both(outer: string | null, own: string | null): string | null {
  return outer !== null && own !== null && outer !== own ? `${outer}; ${own}` : (own ?? outer);
}

/** A step for a snippet. Its comment names it; where there is none, `title` does. */
export function stepOfSnippet(
  snippet: Snippet,
  { title, previous }: { title: string; previous: DraftStep | null },
  context: StepContext,
): DraftStep {
  const [comment, ...others] = joinLines(
    snippet.comments.filter((line) => !/^[\w.-]+\.(?:sh|py|yaml|yml|sql)$/.test(line)),
  );
  const named = comment === undefined ? title : withoutNumber(comment);
  const isOr = comment !== undefined && OR.test(comment) && previous !== null;
  const place = { line: snippet.line, endLine: snippet.endLine };
  const step = stepOf({ ...place, text: named === '' ? title : named }, context);
  if (isOr) {
    step.alternativeTo = previous.alternativeTo ?? previous;
    step.condition ??= previous.condition;
  }
  step.details.push(...others);
  fill(step, snippet);
  const [command] = snippet.commands;
  if (command !== undefined && step.text === step.condition) step.text = command.text.trim();
  return step;
}

/** Gives a snippet to a step that has its own words already. */
export function addSnippet(step: DraftStep, snippet: Snippet): void {
  const comments = joinLines(snippet.comments).map(withoutNumber);
  step.details.push(...comments.filter((comment) => comment !== '' && !isOnCommand(comment, snippet.commands)));
  step.endLine = Math.max(step.endLine, snippet.endLine);
  fill(step, snippet);
}

function isOnCommand(comment: string, commands: readonly RunbookCommand[]): boolean {
  return commands.some((command) => command.comment?.includes(comment));
}

function fill(step: DraftStep, { blocks, commands, remarks }: Snippet): void {
  step.blocks.push(...blocks);
  step.commands.push(...commands);
  for (const remark of remarks) {
    const expected =
      /^(?:expected(?: output| result)?|should (?:show|return|see)|debe retornar|output)\s*:?\s*(.+)$/i.exec(
        remark,
      )?.[1];
    if (expected === undefined) step.details.push(remark);
    else step.expects = step.expects === null ? expected : `${step.expects}\n${expected}`;
  }
}

/** Comment lines to sentences: a line that goes on in lower case belongs to the one above. */
function joinLines(comments: readonly string[]): string[] {
  const joined: string[] = [];
  for (const comment of comments) {
    const last = joined.at(-1);
    if (last !== undefined && /^[a-zà-ÿ(]/.test(comment) && !/[.:!?]$/.test(last))
      joined[joined.length - 1] = `${last} ${comment}`;
    else joined.push(comment);
  }
  return joined;
}

/** An empty fence at the end of a document has no lines of its own. */
export function addBlock(step: DraftStep, block: Block): void {
  if (block.text.trim() === '') return;
  step.blocks.push(block);
  step.endLine = Math.max(step.endLine, block.endLine);
}
