/**
 * Reads one procedure: the body of its heading and of the headings that are its parts, in the document's order.
 *
 * A body is a sequence of nodes. A bold label changes what holds for the nodes after it (the *context*), up to the next
 * label. Text above a block names the block's step; a list under a heading that is a phase is a list of steps.
 */
import type { Code, List, Paragraph, RootContent, Table } from 'mdast';
import { type Fence, readFence } from './blocks/read-fence.ts';
import { isCondition } from './conditions.ts';
import { type Context, childContext, contextOf, labelContext } from './context.ts';
import type { DraftNote, DraftProcedure, DraftStep } from './draft.ts';
import { hasInlineCommand, offerInlineCommands } from './inline-commands.ts';
import { ListReader } from './list-reader.ts';
import type { Section } from './markdown/outline.ts';
import { firstLine, type Labelled, lastLine, plain, splitLabels } from './markdown/text.ts';
import { announcesOutput, isInstruction } from './prose.ts';
import type { Reading } from './reading.ts';
import { partsOf } from './sections.ts';
import { addBlock, addSnippet, stepOf, stepOfSnippet } from './step-maker.ts';
import { readRowsWithCommands, readTableSteps } from './table-steps.ts';
import { findTriggers } from './triggers.ts';
import { isAlternativeTitle, isStepTitle, roleOf } from './vocabulary.ts';

/** Text that stands directly above a block and has not been used yet. */
interface Lead {
  text: string;
  line: number;
  endLine: number;
  nodes: Paragraph['children'];
}

export class ProcedureReader {
  readonly reading: Reading;
  readonly procedure: DraftProcedure;
  /** The step that is waiting for the block below it: its text ended in a colon. */
  open: DraftStep | null = null;
  #lead: Lead | null = null;
  #lists: ListReader;
  /** The first step of the first of several ways, by what the ways stand under. */
  #ways = new Map<Section, DraftStep>();

  constructor(reading: Reading, procedure: DraftProcedure) {
    this.reading = reading;
    this.procedure = procedure;
    this.#lists = new ListReader(this);
  }

  read(): void {
    const { section } = this.procedure;
    const context = contextOf(section);
    this.body(section.body, context);
    for (const part of partsOf(section)) this.part(part, context);
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
        const next = this.#paragraph(node, nodes[i + 1], { base, context });
        if (next !== context && next.title !== null && isAlternativeTitle(next.title)) {
          if (wayStart !== null) way ??= this.procedure.steps[wayStart] ?? null;
          if (way !== null) next.alternativeTo = way;
          wayStart ??= this.procedure.steps.length;
        }
        context = next;
      } else this.#node(node, context);
    }
    this.#dropLead(context);
    this.open = null;
  }

  #node(node: RootContent, context: Context): void {
    switch (node.type) {
      case 'code':
        this.fence(node, context);
        return;
      case 'list':
        this.#list(node, context);
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

  #paragraph(node: Paragraph, next: RootContent | undefined, at: { base: Context; context: Context }): Context {
    this.#dropLead(at.context);
    let { context } = at;
    const parts = splitLabels(node);
    for (const [i, part] of parts.entries()) {
      const last = i === parts.length - 1;
      const endLine = last ? lastLine(node) : Math.max(part.line, (parts[i + 1]?.line ?? part.line) - 1);
      const below = last ? next : undefined;
      if (part.label === null) this.#prose(part, endLine, { context, below });
      else context = this.#label(part, endLine, { base: at.base, below });
    }
    return context;
  }

  #label(part: Labelled, endLine: number, { base, below }: { base: Context; below: RootContent | undefined }): Context {
    const label = part.label ?? '';
    const role = roleOf(label);
    const context = labelContext(base, label, role);
    this.open = null;
    if (part.text === '') {
      this.reading.claimed.push({ line: part.line, endLine });
      return context;
    }
    if (role === 'symptoms' || role === 'triggers') {
      this.sign(part.nodes, { line: part.line, endLine }, role);
      return base;
    }
    if (role === 'severity') this.procedure.severity ??= part.text;
    const text = isCondition(label) || role === null ? `${label}: ${part.text}` : part.text;
    const whole = { ...part, text };
    if (below?.type === 'code' && (/[:：]$/.test(text) || context.phase !== null)) {
      this.#lead = { text, line: part.line, endLine, nodes: part.nodes };
      return role === null ? base : context;
    }
    const tells =
      (context.phase !== null && !isFact(label)) ||
      isCondition(label) ||
      (role === 'steps' && isInstruction(part.text));
    if (hasInlineCommand(part.nodes) || tells) {
      this.told(whole, endLine, context);
      return base;
    }
    this.#pushNote({ line: part.line, endLine }, { kind: 'metadata', role, text: `${label}: ${part.text}` });
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
      this.#lead = { text, line, endLine, nodes };
      return;
    }
    const isPhase = context.phase !== null || context.role === 'steps';
    const tells = context.lists === 'all' && !context.isUnit && ((isPhase && isInstruction(text)) || isCondition(text));
    if (hasInlineCommand(nodes) || tells) this.told(part, endLine, context);
    else this.#pushNote({ line, endLine }, { kind: 'prose', role: context.role, text });
  }

  /** A step that consists of words, with the inline commands in it. */
  told(part: Pick<Labelled, 'text' | 'line' | 'nodes'>, endLine: number, context: Context): void {
    const step = stepOf({ line: part.line, endLine, text: part.text }, context);
    offerInlineCommands(step, part.nodes, this.reading.reader);
    this.procedure.steps.push(step);
  }

  /** A symptom or an alert. */
  sign(nodes: Paragraph['children'], place: { line: number; endLine: number }, role: 'symptoms' | 'triggers'): void {
    const text = plain(nodes).replace(/^[:：]\s*/, '');
    if (role === 'symptoms' && text !== '') this.procedure.symptoms.push(text);
    this.procedure.triggers.push(...findTriggers(nodes, role === 'triggers'));
    this.procedure.symptomLines.push(place.line);
    this.reading.claimed.push(place);
  }

  fence(node: Code, context: Context): void {
    const { source, reader } = this.reading;
    const lead = this.#takeLead();
    const step = this.open;
    const cutting = step !== null || context.isUnit ? 'structural' : 'every';
    const fence = readFence(node, { source, reader, cutting });
    if (fence.snippets.length === 0) {
      this.#inert(fence, lead, context);
      return;
    }
    const title = lead?.text.replace(/\s*[:：]$/, '') ?? context.title ?? this.procedure.title;
    const place = lead === null ? context : this.#conditioned(lead, context);
    if (step === null) this.#steps(fence, { title, lead, context: place });
    else this.attach(step, fence, place);
    const last = this.procedure.steps.at(-1);
    if (fence.output !== null && last) last.expects ??= fence.output;
    this.claim(node);
  }

  /** Gives a fence to a step: its first snippet belongs to the step, what is set apart in it are steps of their own. */
  attach(step: DraftStep, fence: Fence, context: Context): void {
    const [first, ...others] = fence.snippets;
    const title = step.text;
    if (first !== undefined) addSnippet(step, first);
    for (const snippet of others) {
      this.procedure.steps.push(
        stepOfSnippet(
          snippet,
          { title, previous: this.procedure.steps.at(-1) ?? null },
          { ...context, condition: step.condition },
        ),
      );
    }
    step.endLine = Math.max(step.endLine, first?.endLine ?? 0);
  }

  #steps(fence: Fence, { title, lead, context }: { title: string; lead: Lead | null; context: Context }): void {
    const { steps } = this.procedure;
    let way: DraftStep | null = null;
    for (const [i, snippet] of fence.snippets.entries()) {
      const unit = context.isUnit && i === 0;
      const made = unit
        ? stepOf({ line: snippet.line, endLine: snippet.endLine, text: title }, context)
        : stepOfSnippet(snippet, { title, previous: steps.at(-1) ?? null }, context);
      if (unit) addSnippet(made, snippet);
      if (i === 0) this.#addLead(made, lead);
      if (context.isUnit) context.isUnit = false;
      if (isAlternativeTitle(snippet.comments[0] ?? '')) {
        made.alternativeTo ??= way;
        way ??= made;
      }
      steps.push(made);
    }
  }

  /** The words above a block say what its step does, or more about it. */
  #addLead(step: DraftStep, lead: Lead | null): void {
    if (lead === null) return;
    step.line = lead.line;
    const text = lead.text.replace(/\s*[:：]$/, '');
    if (text !== step.text && !text.includes(step.text)) step.details.unshift(text);
    offerInlineCommands(step, lead.nodes, this.reading.reader);
  }

  #conditioned(lead: Lead, context: Context): Context {
    if (!isCondition(lead.text)) return context;
    return { ...context, condition: lead.text.split(/[:：,]\s|[:：]$/, 1)[0] ?? lead.text };
  }

  /** A fence with nothing to run: an answer, a file, a drawing. */
  #inert(fence: Fence, lead: Lead | null, context: Context): void {
    const last = this.open ?? this.procedure.steps.at(-1);
    const place = { line: fence.line, endLine: fence.endLine };
    const isAnswer =
      context.role === 'expected' || fence.language === 'output' || (lead !== null && announcesOutput(lead.text));
    if (lead !== null) this.#pushNote(lead, { kind: 'prose', role: context.role, text: lead.text });
    if (this.open === null && isAnswer && last && last.expects === null) {
      last.expects = fence.text;
      this.reading.claimed.push(place);
      return;
    }
    const wantsFile = last !== undefined && /file:\/\//.test(last.commands.map(({ text }) => text).join(' '));
    if (last !== undefined && (this.open !== null || (fence.language === 'json' && wantsFile))) {
      addBlock(last, {
        line: fence.line + 1,
        endLine: Math.max(fence.line + 1, fence.endLine - 1),
        language: fence.language,
        text: fence.text,
      });
      this.reading.claimed.push(place);
      return;
    }
    this.#pushNote(place, { kind: kindOfText(fence), role: context.role, text: fence.text });
  }

  #list(node: List, context: Context): void {
    const lead = this.#takeLead();
    const place = lead === null ? context : this.#conditioned(lead, context);
    if (lead !== null) this.reading.claimed.push(lead);
    this.#lists.read(node, place);
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

  #takeLead(): Lead | null {
    const lead = this.#lead;
    this.#lead = null;
    return lead;
  }

  #dropLead(context: Context): void {
    const lead = this.#takeLead();
    if (lead !== null) this.#pushNote(lead, { kind: 'prose', role: context.role, text: lead.text });
  }

  claim(node: RootContent): void {
    this.reading.claimed.push({ line: firstLine(node), endLine: lastLine(node) });
  }

  note(node: RootContent, kind: DraftNote['kind'], { role }: Context): void {
    const text = node.type === 'yaml' || node.type === 'html' ? node.value : plain(node);
    this.#pushNote({ line: firstLine(node), endLine: lastLine(node) }, { kind, role, text });
  }

  #pushNote(
    { line, endLine }: { line: number; endLine: number },
    note: Pick<DraftNote, 'kind' | 'role' | 'text'>,
  ): void {
    this.reading.notes.push({ line, endLine, procedure: this.procedure, ...note });
  }
}

/** `**RTO**: 2 hours` promises, it asks for nothing. */
function isFact(label: string): boolean {
  return /^(?:rto|rpo|time|duration|estimated|owner|sla|downtime|recovery (?:time|point)|last|next|maintained|version|status|risk)\b/i.test(
    label,
  );
}

function kindOfText({ language, tag, text }: Fence): DraftNote['kind'] {
  if (/[│┌└├─▼►↓]|^\s*[+|][-+=]{3}|→.*→/m.test(text)) return 'diagram';
  if (language === 'output') return 'output';
  return language === 'json' || (tag !== null && !/^(?:text|txt|plain|markdown|md|html)$/i.test(tag))
    ? 'config'
    : 'template';
}
