/**
 * Reads one procedure: the body of its heading and of the headings that are its parts, in the document's order.
 *
 * A body is a sequence of nodes. A bold label changes what holds for the nodes after it (the *context*), up to the next
 * label. Text above a block names the block's step; a list under a heading that is a phase is a list of steps.
 */
import type { List, Paragraph, RootContent, Table } from 'mdast';
import { type Context, childContext, contextOf } from './context.ts';
import type { DraftNote, DraftProcedure, DraftStep } from './draft.ts';
import { conditioned, FenceReader } from './fence-reader.ts';
import { hasInlineCommand } from './inline-commands.ts';
import { ListReader } from './list-reader.ts';
import type { Section } from './markdown/outline.ts';
import { firstLine, lastLine, plain } from './markdown/text.ts';
import { ParagraphReader } from './paragraph-reader.ts';
import type { Reading } from './reading.ts';
import { partsOf } from './sections.ts';
import { stepOf } from './step-maker.ts';
import { readRowsWithCommands, readTableSteps } from './table-steps.ts';
import { isAlternativeTitle, isStepTitle } from './vocabulary.ts';

/** Text that stands directly above a block and has not been used yet. */
export interface Lead {
  text: string;
  line: number;
  endLine: number;
  nodes: Paragraph['children'];
  /** It asks for something by itself, whatever the block holds. */
  asks: boolean;
}

export class ProcedureReader {
  readonly reading: Reading;
  readonly procedure: DraftProcedure;
  /** The step that is waiting for the block below it: its text ended in a colon. */
  open: DraftStep | null = null;
  /** The step whose words announced the next block, whatever stands between. */
  #waiting: DraftStep | null = null;
  lead: Lead | null = null;
  readonly paragraphs: ParagraphReader;
  readonly fences: FenceReader;
  #lists: ListReader;
  /** The first step of the first of several ways, by what the ways stand under. */
  #ways = new Map<Section, DraftStep>();

  constructor(reading: Reading, procedure: DraftProcedure) {
    this.reading = reading;
    this.procedure = procedure;
    this.paragraphs = new ParagraphReader(this);
    this.fences = new FenceReader(this);
    this.#lists = new ListReader(this);
  }

  read(): void {
    const { section } = this.procedure;
    const context = contextOf(section);
    this.body(section.body, context);
    for (const part of partsOf(section)) this.part(part, context);
    // `## Severity: HIGH`, with nothing to do below it.
    for (const { title } of section.children)
      this.procedure.severity ??= /^\W*severity\s*[:：–—-]\s*(\S.*)$/i.exec(title)?.[1] ?? null;
  }

  /** Reads a procedure that an item of a list tells. */
  nested(procedure: DraftProcedure, nodes: readonly RootContent[]): void {
    const context: Context = { ...contextOf(procedure.section), lists: 'ordered', role: null, phase: null };
    new ProcedureReader(this.reading, procedure).body(nodes, context);
  }

  /** Reads a heading that belongs to the procedure. */
  part(section: Section, outer: Context = contextOf(this.procedure.section)): void {
    const { procedure, reading } = this;
    const before = { steps: procedure.steps.length, notes: reading.notes.length };
    const context = childContext(outer, section);
    this.#way(section, context, () => {
      this.body(section.body, context);
      for (const child of section.children) this.part(child, context);
    });
    const isStep = isStepTitle(section.title) && /^\W*(?:step\s|paso\s)?\d/i.test(section.title);
    if (isStep && procedure.steps.length === before.steps) this.#personStep(section, context, before.notes);
  }

  /** A numbered heading with nothing but prose below it. */
  #personStep(section: Section, context: Context, notes: number): void {
    const told = this.reading.notes.splice(notes);
    const endLine = Math.max(section.line, ...told.map((note) => note.endLine));
    const step = stepOf({ line: section.line, endLine, text: context.title ?? section.title }, context);
    step.details.push(...told.map((note) => note.text));
    this.procedure.steps.push(step);
  }

  /** Reads one of several ways, each of which may be taken instead of the first. */
  #way(section: Section, context: Context, read: () => void): void {
    const parent = section.parent ?? section;
    if (!isAlternativeTitle(section.title)) {
      read();
      return;
    }
    const { steps } = this.procedure;
    const [start, first] = [steps.length, this.#ways.get(parent)];
    if (first !== undefined) context.alternativeTo = first;
    read();
    const made = steps[start];
    if (first === undefined && made !== undefined) this.#ways.set(parent, made);
  }

  body(nodes: readonly RootContent[], base: Context): void {
    let context = base;
    let way: DraftStep | null = null;
    let wayStart: number | null = null;
    for (const [i, node] of nodes.entries()) {
      if (node.type === 'paragraph') {
        this.#dropLead(context);
        const next = this.paragraphs.read(node, nodes[i + 1], { base, context });
        if (next !== context && next.title !== null && isAlternativeTitle(next.title)) {
          if (wayStart !== null) way ??= this.procedure.steps[wayStart] ?? null;
          if (way !== null) next.alternativeTo = way;
          wayStart ??= this.procedure.steps.length;
        }
        context = next;
      } else this.#node(node, context, nodes[i + 1]);
    }
    this.#dropLead(context);
    this.open = null;
    this.#waiting = null;
  }

  #node(node: RootContent, context: Context, next: RootContent | undefined): void {
    switch (node.type) {
      case 'code':
        this.fences.read(node, context);
        return;
      case 'list':
        this.#list(node, context, next);
        return;
      case 'table':
        this.#table(node, context);
        return;
      case 'thematicBreak':
      case 'definition':
        this.claim(node);
        return;
      case 'yaml':
        this.note(node, 'front-matter', context);
        return;
      case 'html':
        this.note(node, 'comment', context);
        return;
      case 'blockquote':
        this.#quote(node.children, node, context);
        return;
      default:
        this.#dropLead(context);
        this.note(node, 'prose', context);
        return;
    }
  }

  #quote(children: readonly RootContent[], node: RootContent, context: Context): void {
    this.#dropLead(context);
    if (!hasInlineCommand(children) && !children.some(({ type }) => type === 'code' || type === 'list')) {
      this.note(node, 'prose', context);
      return;
    }
    this.body(children, { ...context, lists: 'none' });
    this.claim(node);
  }

  #list(node: List, context: Context, next: RootContent | undefined): void {
    const lead = this.takeLead();
    if (lead !== null) this.reading.claimed.push(lead);
    const place = lead === null ? context : { ...conditioned(lead, context), under: [...context.under, lead.text] };
    this.#lists.read(node, place, next);
  }

  #table(node: Table, context: Context): void {
    this.#dropLead(context);
    const steps = readTableSteps(node, context, this.reading.reader);
    if (steps.length > 0) this.claim(node);
    else {
      this.note(node, 'table', context);
      steps.push(...readRowsWithCommands(node, context, this.reading.reader));
    }
    this.procedure.steps.push(...steps);
  }

  takeLead(): Lead | null {
    const lead = this.lead;
    this.lead = null;
    return lead;
  }

  #dropLead(context: Context): void {
    const lead = this.takeLead();
    if (lead !== null) this.pushNote(lead, { kind: 'prose', context, text: lead.text });
  }

  /** Lets the next block belong to the step; null for no step. */
  await(step: DraftStep | null): void {
    this.#waiting = step;
  }

  takeWaiting(): DraftStep | null {
    const step = this.#waiting;
    this.#waiting = null;
    return step;
  }

  claim(node: RootContent): void {
    this.reading.claimed.push({ line: firstLine(node), endLine: lastLine(node) });
  }

  note(node: RootContent, kind: DraftNote['kind'], context: Context): void {
    const text = node.type === 'yaml' || node.type === 'html' ? node.value : plain(node);
    this.pushNote({ line: firstLine(node), endLine: lastLine(node) }, { kind, context, text });
  }

  pushNote(
    { line, endLine }: { line: number; endLine: number },
    { kind, text, context }: Pick<DraftNote, 'kind' | 'text'> & { context: Context },
  ): void {
    const { role, under } = context;
    this.reading.notes.push({ line, endLine, kind, role, procedure: this.procedure, under, text });
  }
}
