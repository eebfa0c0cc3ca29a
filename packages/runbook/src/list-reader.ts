/** Reads the lists of a procedure: steps, symptoms, checklists, incidents told as items. */
import type { BlockContent, DefinitionContent, List, ListItem, Paragraph, RootContent } from 'mdast';
import { readFence } from './blocks/read-fence.ts';
import { readCondition } from './conditions.ts';
import { type Context, contextOf, labelContext } from './context.ts';
import type { DraftProcedure, DraftStep } from './draft.ts';
import { hasInlineCommand, offerInlineCommands } from './inline-commands.ts';
import { labelsOf } from './labels.ts';
import { lineage } from './markdown/outline.ts';
import { firstLine, type Labelled, lastLine, plain } from './markdown/text.ts';
import type { ProcedureReader } from './procedure-reader.ts';
import { announcesOutput, isInstruction, tellsToDo } from './prose.ts';
import { slugOf } from './slug.ts';
import { addBlock, stepOf } from './step-maker.ts';
import { isCore, phaseOf, type Role, roleOf } from './vocabulary.ts';

export class ListReader {
  #owner: ProcedureReader;
  /** Whether a name in a list is a phase; that is asked for each of its items. */
  #phased = new Map<List, boolean>();

  constructor(owner: ProcedureReader) {
    this.#owner = owner;
  }

  /** `next` is the node below the list. */
  read(list: List, context: Context, next?: RootContent): void {
    if (isContents(list)) {
      this.#owner.note(list, 'toc', context);
      return;
    }
    const kept: ListItem[] = [];
    const told = context.lists === 'ordered' && isTold(list) && !this.#isBesides(context);
    const inner = told ? { ...context, lists: 'all' as const } : context;
    for (const item of list.children) {
      if (this.#item(item, list, inner)) this.#noteItems(kept.splice(0), context);
      else kept.push(item);
    }
    this.#noteItems(kept, context);
    const last = list.children.at(-1)?.children.at(-1);
    const step = this.#owner.procedure.steps.at(-1);
    const isLast = last?.type === 'paragraph' && step?.endLine === lastLine(last);
    // A block that nothing parts from the last item is the item's.
    const touches = next?.type === 'code' && firstLine(next) === lastLine(list) + 1;
    const endsOpen = isLast && (touches || /[:：]$/.test(plain(last)));
    this.#owner.open = endsOpen ? (step ?? null) : null;
  }

  /** Whether the item became something other than a remark. */
  #item(item: ListItem, list: List, context: Context): boolean {
    const [lead, ...rest] = item.children;
    if (lead === undefined) {
      this.#owner.claim(item);
      return true;
    }
    if (lead.type !== 'paragraph') {
      this.#owner.body(item.children, { ...context, lists: context.lists === 'none' ? 'ordered' : context.lists });
      return true;
    }
    if (isIncidentItem(rest)) return this.#incident({ item, lead, rest }, context);
    const [label] = labelsOf(lead);
    if (label?.label && this.#labelled(label, { item, list, lead, rest }, context)) return true;
    const role = roleOf(label?.label ?? '');
    if (context.role === 'symptoms' || context.role === 'triggers') {
      this.#signs(item, context.role);
      return true;
    }
    if (!this.#isStep({ item, list, role }, context)) return false;
    if (context.lists === 'all' && this.#isGroup(item, list)) {
      this.#owner.claim(lead);
      this.#owner.body(rest, { ...context, under: [...context.under, plain(lead)] });
    } else this.#step({ item, lead, rest }, plain(lead), context);
    return true;
  }

  /** `role` is that of the item's own label. */
  #isStep({ item, list, role }: { item: ListItem; list: List; role: Role | null }, context: Context): boolean {
    const { lists } = context;
    if (hasFence(item) || hasInlineCommand(item)) return true;
    if (role === 'causes' || role === 'impact') return false;
    const [lead] = item.children;
    if (lists === 'all' || (item.checked !== null && item.checked !== undefined)) return true;
    if (lists === 'ordered' && list.ordered === true) return true;
    const text = plain(lead ?? []);
    // `- Restore: call the vendor` under a heading that promises nothing.
    if (lists === 'ordered' && /^[^:.]{3,40}:\s/.test(text) && tellsToDo(text) && !this.#isBesides(context))
      return true;
    const { condition, text: rest } = readCondition(text);
    return condition !== null && rest !== text && /→|->|=>|â†’/.test(text) && context.role !== 'info';
  }

  /**
   * A name over a list of things to do: `Verification` over what to verify. It is one where a name in the same list is
   * a phase, or where most of what stands below it tells to do something.
   */
  #isGroup(item: ListItem, list: List): boolean {
    const below = named(item);
    if (list.ordered === true || below === null) return false;
    const phased = this.#phased.get(list) ?? namesPhase(list);
    this.#phased.set(list, phased);
    return phased || isTold(below);
  }

  /** Whether what is listed here is beside the matter: who does what, what would be nice to have. */
  #isBesides({ title }: Context): boolean {
    const { section } = this.#owner.procedure;
    return [title ?? '', ...lineage(section).map((above) => above.title)].some((words) => BESIDES.test(words));
  }

  #step({ item, lead, rest }: Parts, text: string, context: Context): void {
    const { procedure, reading } = this.#owner;
    const step = stepOf({ line: firstLine(item), endLine: lastLine(lead), text }, context);
    step.checkbox = item.checked !== null && item.checked !== undefined;
    procedure.steps.push(step);
    offerInlineCommands(step, lead.children, reading.reader);
    this.#details(step, rest, context);
    step.endLine = Math.max(step.endLine, procedure.steps.at(-1) === step ? lastLine(item) : 0);
    this.#owner.claim(item);
  }

  /** What stands below the first paragraph of an item: its blocks, what more is said, and steps of their own. */
  #details(step: DraftStep, nodes: ListItem['children'], context: Context): void {
    const { reading } = this.#owner;
    let announced = false;
    for (const node of nodes) {
      if (node.type === 'code') {
        const fence = readFence(node, { ...reading, cutting: 'structural' });
        if (fence.snippets.length > 0 && step.blocks.length === 0) this.#owner.fences.attach(step, fence, context);
        else if (fence.snippets.length > 0)
          this.#owner.fences.attach(this.#owner.procedure.steps.at(-1) ?? step, fence, context);
        else if (announced || fence.language === 'output') step.expects ??= fence.text;
        else addBlock(step, { ...fence.own, language: fence.language, text: fence.text });
        if (fence.output !== null) step.expects ??= fence.output;
      } else if (node.type === 'list') this.#sublist(step, node, context);
      else {
        const text = plain(node);
        if (text !== '') step.details.push(text);
        offerInlineCommands(step, [node], reading.reader);
        announced = node.type === 'paragraph' && /[:：]$/.test(text) && announcesOutput(text);
        continue;
      }
      announced = false;
    }
  }

  /** Items below an item: steps where one of them holds a command or says when it applies, else more about the item. */
  #sublist(step: DraftStep, list: List, context: Context): void {
    const own = list.ordered === true || list.children.some(isOwnStep);
    const { condition, alternativeTo } = step;
    for (const item of list.children) {
      const [lead, ...rest] = item.children;
      if (own && lead?.type === 'paragraph') {
        this.#step({ item, lead, rest }, plain(lead), {
          ...context,
          condition,
          alternativeTo,
          under: [...new Set([...step.under, step.text])],
        });
      } else step.details.push(...item.children.map((child) => plain(child)));
    }
  }

  /** An item such as `Alert: …`, `**Immediate**: do X`, or `Actions:` over a list. */
  #labelled(part: Labelled, { list, item, lead, rest }: Parts & { list: List }, context: Context): boolean {
    const role = roleOf(part.label ?? '');
    if (role === null || role === 'info' || role === 'condition') return false;
    if (context.role === 'symptoms' && (role === 'symptoms' || role === 'triggers')) return false;
    const inner = labelContext(context, part.label ?? '', role);
    const place = { line: firstLine(lead), endLine: lastLine(lead) };
    if (role === 'symptoms' || role === 'triggers') {
      if (part.text !== '') this.#owner.paragraphs.sign(part.nodes, place, role);
    } else if (inner.phase !== null || role === 'steps' || role === 'after') {
      const isCommand = part.nodes.find((node) => plain(node).replace(/^[:：]/, '') !== '')?.type === 'inlineCode';
      const words = part.text === '' || isCommand ? plain(lead) : part.text;
      if (part.text !== '' || list.ordered === true) {
        this.#step({ item, lead, rest }, words, {
          ...context,
          phase: context.phase ?? inner.phase,
          under: inner.under,
        });
        return true;
      }
    } else return false;
    this.#owner.reading.claimed.push(place);
    this.#owner.body(rest, inner);
    return true;
  }

  #signs(item: ListItem, role: 'symptoms' | 'triggers'): void {
    for (const child of item.children) {
      if (child.type === 'paragraph')
        this.#owner.paragraphs.sign(child.children, { line: firstLine(child), endLine: lastLine(child) }, role);
      else if (child.type === 'list') for (const below of child.children) this.#signs(below, role);
      else this.#owner.body([child], contextOf(this.#owner.procedure.section));
    }
  }

  /** An item that tells a whole incident: symptom, action, escalation as items below it. */
  #incident({ item, lead, rest }: Parts, { under }: Context): boolean {
    const { procedure, reading } = this.#owner;
    const title = plain(lead).replace(/\s*[:：]$/, '');
    const found: DraftProcedure = {
      section: procedure.section,
      title,
      path: [...procedure.path, slugOf(title)],
      line: firstLine(item),
      endLine: lastLine(item),
      triggers: [],
      symptoms: [],
      severity: severityIn(under.at(-1) ?? ''),
      steps: [],
      symptomLines: [],
    };
    reading.procedures.push(found);
    this.#owner.nested(found, rest);
    reading.claimed.push({ line: firstLine(lead), endLine: lastLine(lead) });
    return true;
  }

  #noteItems(items: readonly ListItem[], context: Context): void {
    for (const item of items) this.#owner.note(item, 'list', context);
  }
}

interface Parts {
  item: ListItem;
  lead: Paragraph;
  /** What stands below the item's first paragraph. */
  rest: ListItem['children'];
}

type Children = readonly (BlockContent | DefinitionContent)[];

function isIncidentItem(rest: Children): boolean {
  const [list] = rest;
  if (list?.type !== 'list') return false;
  const roles = list.children.map(({ children: [first] }) =>
    first?.type === 'paragraph' ? roleOf(labelsOf(first)[0]?.label ?? '') : null,
  );
  return (
    (roles.includes('symptoms') || roles.includes('triggers')) &&
    roles.some((role) => role !== 'symptoms' && isCore(role))
  );
}

function namesPhase({ children }: List): boolean {
  return children.some((item) => named(item) !== null && phaseOf(roleOf(plain(item.children[0] ?? []))) !== null);
}

/** The list below an item that is a name of at most three words and nothing else. */
function named({ children: [lead, list, ...others] }: ListItem): List | null {
  if (lead?.type !== 'paragraph' || list?.type !== 'list' || list.ordered === true || others.length > 0) return null;
  const name = plain(lead);
  return list.children.length > 1 && /^[\p{L}-]+(?: [\p{L}-]+){0,2}:?$/u.test(name) && !isInstruction(name)
    ? list
    : null;
}

function isOwnStep(item: ListItem): boolean {
  const [lead] = item.children;
  if (lead?.type !== 'paragraph' || roleOf(labelsOf(lead)[0]?.label ?? '') === 'expected') return false;
  return hasFence(item) || hasInlineCommand(item) || readCondition(plain(lead)).condition !== null;
}

function hasFence(node: RootContent): boolean {
  return node.type === 'code' || ('children' in node && (node.children as RootContent[]).some(hasFence));
}

/** Headings and labels whose items tell of people, wishes and habits. */
const BESIDES =
  /\b(?:roles?|responsibilit|improvements?|recommend|future|backlog|to-?do|gaps?|next steps|coming soon|planned|tips|hardening|best practices|security (?:controls|measures)|on-?call)/i;

/** `High Priority Alerts` over incidents. */
function severityIn(label: string): string | null {
  return /^(critical|high|medium|low|urgent|warning|p[0-5]|sev-?[0-5])\b/i.exec(label)?.[1] ?? null;
}

/** Items without numbers of which most tell to do something. */
function isTold(list: List): boolean {
  const told = list.children.filter(({ children: [lead] }) => lead?.type === 'paragraph' && tellsToDo(plain(lead)));
  return told.length > 1 && told.length * 5 >= list.children.length * 3;
}

/** A list of links into the document itself. */
function isContents(list: List): boolean {
  const links: boolean[] = [];
  const visit = (node: RootContent): void => {
    if (node.type === 'paragraph') {
      const [only] = node.children;
      links.push(node.children.length === 1 && only?.type === 'link' && only.url.startsWith('#'));
    } else if ('children' in node) for (const child of node.children) visit(child as RootContent);
  };
  visit(list);
  return links.length > 1 && links.every(Boolean);
}
