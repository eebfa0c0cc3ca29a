/** Reads the paragraphs of a procedure: bold labels, signs, leads of blocks, and what they tell a person to do. */
import type { Paragraph, RootContent } from 'mdast';
import { isCondition } from './conditions.ts';
import { type Context, labelContext } from './context.ts';
import { hasInlineCommand, offerInlineCommands } from './inline-commands.ts';
import { labelsOf } from './labels.ts';
import { firstLine, type Labelled, lastLine, plain } from './markdown/text.ts';
import type { ProcedureReader } from './procedure-reader.ts';
import { asksAtEnd, isInstruction, tellingSentence, tellsToDo } from './prose.ts';
import { stepOf } from './step-maker.ts';
import { findTriggers } from './triggers.ts';
import { isStepTitle, roleOf } from './vocabulary.ts';

export class ParagraphReader {
  #owner: ProcedureReader;

  constructor(owner: ProcedureReader) {
    this.#owner = owner;
  }

  /** The context that holds for what follows; `next` is the node below. */
  read(node: Paragraph, next: RootContent | undefined, at: { base: Context; context: Context }): Context {
    let { context } = at;
    const parts = labelsOf(node);
    if (parts.length === 0) this.#owner.note(node, 'prose', context);
    // Above the first label may stand an arrow or a colon and nothing else.
    else this.#owner.reading.claimed.push({ line: firstLine(node), endLine: parts[0]?.line ?? firstLine(node) });
    for (const [i, part] of parts.entries()) {
      const last = i === parts.length - 1;
      const endLine = last ? lastLine(node) : Math.max(part.line, (parts[i + 1]?.line ?? part.line) - 1);
      const below = last ? next : undefined;
      if (part.label === null) this.#prose(part, endLine, { context, below });
      else context = this.#label(part, endLine, { base: at.base, below });
    }
    return context;
  }

  /** A symptom or an alert. */
  sign(nodes: Paragraph['children'], place: { line: number; endLine: number }, role: 'symptoms' | 'triggers'): void {
    const { procedure, reading } = this.#owner;
    const text = plain(nodes).replace(/^[:：]\s*/, '');
    if (role === 'symptoms' && text !== '') procedure.symptoms.push(text);
    procedure.triggers.push(...findTriggers(nodes, role === 'triggers'));
    procedure.symptomLines.push(place.line);
    reading.claimed.push(place);
  }

  #label(part: Labelled, endLine: number, { base, below }: { base: Context; below: RootContent | undefined }): Context {
    const label = part.label ?? '';
    const role = roleOf(label);
    const context = labelContext(base, label, role);
    const { procedure, reading } = this.#owner;
    this.#owner.open = null;
    if (part.text === '' && /[.!]$/.test(label)) {
      this.#owner.pushNote({ line: part.line, endLine }, { kind: 'prose', context: base, text: label });
      return base;
    }
    if (part.text === '') {
      reading.claimed.push({ line: part.line, endLine });
      const asks = tellsToDo(label);
      if (below?.type === 'code' && (asks || role === null))
        this.#owner.lead = { text: label, line: part.line, endLine, nodes: part.nodes, asks };
      return context;
    }
    if (role === 'symptoms' || role === 'triggers') {
      this.sign(part.nodes, { line: part.line, endLine }, role);
      return base;
    }
    if (role === 'severity') procedure.severity ??= part.text;
    const text = isCondition(label) || role === null ? `${label}: ${part.text}` : part.text;
    const leads =
      /[:：]$/.test(text) || context.phase !== null || (role === null && (isStepTitle(label) || asks(part.text)));
    if (below?.type === 'code' && leads) {
      this.#owner.lead = { text, line: part.line, endLine, nodes: part.nodes, asks: asks(part.text) };
      return role === null ? base : context;
    }
    const tells =
      (context.phase !== null && !isFact(label)) ||
      isCondition(label) ||
      ((role === 'steps' || role === 'after') && isInstruction(part.text));
    if (hasInlineCommand(part.nodes) || tells) {
      this.#told({ ...part, text }, endLine, context);
      return base;
    }
    this.#owner.pushNote(
      { line: part.line, endLine },
      { kind: 'metadata', context: { ...base, role }, text: `${label}: ${part.text}` },
    );
    return base;
  }

  #prose(
    part: Labelled,
    endLine: number,
    { context, below }: { context: Context; below: RootContent | undefined },
  ): void {
    const { text, line, nodes } = part;
    if (context.role === 'symptoms' || context.role === 'triggers') {
      this.sign(nodes, { line, endLine }, context.role);
      return;
    }
    if (below?.type === 'code' || (below?.type === 'list' && isCondition(text) && /[:：]$/.test(text))) {
      this.#owner.lead = { text, line, endLine, nodes, asks: asks(text) };
      return;
    }
    const mayTell = !context.isUnit && context.lists !== 'none' && !context.isPreamble;
    const said = mayTell ? tellingSentence(text) : null;
    const applies = context.lists === 'all' && !context.isUnit && isCondition(text);
    if (said !== null) this.#told({ ...part, text: said }, endLine, { ...context, whole: text });
    else if (hasInlineCommand(nodes) || applies) this.#told(part, endLine, context);
    else this.#owner.pushNote({ line, endLine }, { kind: 'prose', context, text });
  }

  /** A step that consists of words, with the inline commands in it. */
  #told(
    part: Pick<Labelled, 'text' | 'line' | 'nodes'>,
    endLine: number,
    { whole = part.text, ...context }: Context & { whole?: string },
  ): void {
    const { procedure, reading } = this.#owner;
    const step = stepOf({ line: part.line, endLine, text: part.text }, context);
    if (whole !== part.text) step.details.push(whole);
    offerInlineCommands(step, part.nodes, reading.reader);
    procedure.steps.push(step);
    this.#owner.await(/\bfollowing (?:command|quer|script)/i.test(whole) ? step : null);
  }
}

function asks(text: string): boolean {
  return tellsToDo(text) || asksAtEnd(text);
}

/** `**RTO**: 2 hours` promises, it asks for nothing. */
function isFact(label: string): boolean {
  return /^(?:rto|rpo|time|duration|estimated|owner|sla|downtime|recovery (?:time|point)|last|next|maintained|version|status|risk)\b/i.test(
    label,
  );
}
