/** Reads the fences of a procedure into steps, into what a step needs or expects, or into notes. */
import type { Code } from 'mdast';
import { type Fence, readFence, type Snippet } from './blocks/read-fence.ts';
import { isCondition } from './conditions.ts';
import type { Context } from './context.ts';
import type { DraftNote, DraftStep } from './draft.ts';
import { offerInlineCommands } from './inline-commands.ts';
import type { Lead, ProcedureReader } from './procedure-reader.ts';
import { announcesOutput, introduces } from './prose.ts';
import { addBlock, addSnippet, stepOf, stepOfSnippet } from './step-maker.ts';
import { isAlternativeTitle } from './vocabulary.ts';

export class FenceReader {
  #owner: ProcedureReader;

  constructor(owner: ProcedureReader) {
    this.#owner = owner;
  }

  read(node: Code, context: Context): void {
    const { source, reader } = this.#owner.reading;
    const lead = this.#owner.takeLead();
    const step = this.#owner.open ?? this.#owner.takeWaiting();
    const cutting = step !== null || context.isUnit ? 'structural' : 'every';
    const fence = readFence(node, { source, reader, cutting });
    if (fence.snippets.length === 0) {
      this.#inert(fence, lead, context);
      return;
    }
    const place = lead === null ? context : conditioned(lead, context);
    if (step === null) this.#steps(fence, lead, place);
    else {
      if (lead !== null) step.details.push(lead.text);
      this.attach(step, fence, place);
    }
    const last = this.#owner.procedure.steps.at(-1);
    if (fence.output !== null && last) last.expects ??= fence.output;
    this.#owner.claim(node);
  }

  /** Gives a fence to a step: its first snippet belongs to the step, what is set apart in it are steps of their own. */
  attach(step: DraftStep, fence: Fence, context: Context): void {
    const [first, ...others] = fence.snippets;
    const { steps } = this.#owner.procedure;
    if (first !== undefined) addSnippet(step, first);
    for (const snippet of others) {
      const named = { title: step.text, previous: steps.at(-1) ?? null };
      steps.push(stepOfSnippet(snippet, named, { ...context, condition: step.condition }));
    }
    step.endLine = Math.max(step.endLine, first?.endLine ?? 0);
  }

  #steps(fence: Fence, lead: Lead | null, context: Context): void {
    const { steps, title: procedureTitle } = this.#owner.procedure;
    const names = lead !== null && introduces(lead.text) ? lead : null;
    if (lead !== null && names === null) this.#owner.pushNote(lead, { kind: 'prose', context, text: lead.text });
    const title = names?.text.replace(/\s*[:：]$/, '') ?? context.title ?? procedureTitle;
    let way: DraftStep | null = null;
    for (const [i, snippet] of fence.snippets.entries()) {
      const made = this.#step(snippet, { title, isUnit: context.isUnit && i === 0 }, context);
      if (i === 0 && lead !== null) this.#addLead(made, lead, names !== null);
      if (context.isUnit) context.isUnit = false;
      if (isAlternativeTitle(snippet.comments[0] ?? '')) {
        made.alternativeTo ??= way;
        way ??= made;
      }
      steps.push(made);
    }
  }

  #step(snippet: Snippet, { title, isUnit }: { title: string; isUnit: boolean }, context: Context): DraftStep {
    const previous = this.#owner.procedure.steps.at(-1) ?? null;
    if (!isUnit) return stepOfSnippet(snippet, { title, previous }, context);
    const made = stepOf({ line: snippet.line, endLine: snippet.endLine, text: title }, context);
    addSnippet(made, snippet);
    return made;
  }

  /** The words above a block say what its step does, or more about it. */
  #addLead(step: DraftStep, lead: Lead, names: boolean): void {
    offerInlineCommands(step, lead.nodes, this.#owner.reading.reader);
    if (!names) return;
    step.line = lead.line;
    const text = lead.text.replace(/\s*[:：]$/, '');
    if (text !== step.condition && !text.includes(step.text) && !step.under.includes(lead.text))
      step.details.unshift(text);
  }

  /** A fence with nothing to run: an answer, a file, a drawing, or what a person is told to use. */
  #inert(fence: Fence, lead: Lead | null, context: Context): void {
    const { procedure, reading, open } = this.#owner;
    const last = open ?? procedure.steps.at(-1);
    const place = { line: fence.line, endLine: fence.endLine };
    const kind = kindOfText(fence);
    const isAnswer =
      context.role === 'expected' || fence.language === 'output' || (lead !== null && announcesOutput(lead.text));
    const told = isDecision(fence.text) || (lead !== null && (lead.asks || isCondition(lead.text)));
    const asks = told && !isAnswer && kind !== 'diagram' && context.lists !== 'none';
    if (open === null && asks) {
      const { line, text } = lead ?? { line: fence.line, text: context.title ?? procedure.title };
      const step = stepOf({ line, endLine: fence.endLine, text }, context);
      if (lead !== null) offerInlineCommands(step, lead.nodes, reading.reader);
      procedure.steps.push(step);
      this.#give(step, fence);
      return;
    }
    if (lead !== null) this.#owner.pushNote(lead, { kind: 'prose', context, text: lead.text });
    // Below several ways it is the answer of them all.
    const asked = context.alternativeTo === null && last?.alternativeTo?.expects === null ? last.alternativeTo : last;
    if (open === null && isAnswer && asked?.expects === null) {
      asked.expects = fence.text;
      reading.claimed.push(place);
      return;
    }
    const wantsFile = last !== undefined && /file:\/\//.test(last.commands.map(({ text }) => text).join(' '));
    if (last !== undefined && (open !== null || (fence.language === 'json' && wantsFile))) this.#give(last, fence);
    else this.#owner.pushNote(place, { kind, context, text: fence.text });
  }

  #give(step: DraftStep, { line, endLine, own, language, text }: Fence): void {
    addBlock(step, { ...own, language, text });
    this.#owner.reading.claimed.push({ line, endLine });
  }
}

/** `Are all users affected? → SEV1` */
function isDecision(text: string): boolean {
  const asked = text.slice(0, 4000).match(/^.{3,120}\?\s*(?:→|->|=>)\s*\S/gm);
  return (asked?.length ?? 0) > 1;
}

/** What holds below a lead that is a condition. */
export function conditioned(lead: Lead, context: Context): Context {
  if (!isCondition(lead.text)) return context;
  return { ...context, condition: lead.text.split(/[:：,]\s|[:：]$/, 1)[0] ?? lead.text };
}

function kindOfText({ language, tag, text }: Fence): DraftNote['kind'] {
  if (/[│┌└├─▼►↓]|^\s*[+|][-+=]{3}|→.*→/m.test(text)) return 'diagram';
  if (language === 'output') return 'output';
  return language === 'json' || (tag !== null && !/^(?:text|txt|plain|markdown|md|html)$/i.test(tag))
    ? 'config'
    : 'template';
}
