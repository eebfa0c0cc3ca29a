/** Where the shell variables of a document are set, and what each reading of one can rely on. */
import type { ParameterUse } from '@steadyhand/bash';
import type { Procedure } from '@steadyhand/contracts';
import type { Finding, RuleContext, ShellPlace } from '../rules/rule.ts';
import { linesOutsideFences } from './outside-fences.ts';

interface Definition {
  name: string;
  line: number;
  procedure: Procedure;
}

/** A variable that is read where nothing before it in the same procedure sets it. */
export interface LooseUse {
  name: string;
  place: Pick<Finding, 'line' | 'column'>;
  arithmetic: boolean;
  /** `nowhere`: the document does not set it; `later`: the same procedure does, further down; `elsewhere`: another one. */
  set: 'nowhere' | 'later' | 'elsewhere';
  /** Line where it is set; 0 for `nowhere`. */
  definedAt: number;
}

/** Given by AWS tools, CI systems and login shells to whoever runs the commands. */
const FROM_OUTSIDE =
  /^(?:AWS_(?:PROFILE|REGION|DEFAULT_REGION|DEFAULT_OUTPUT|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|CONFIG_FILE|PAGER)|USER|LOGNAME|HOSTNAME|SHELL|EDITOR|TERM|LANG|LC_ALL|TZ|TMPDIR|KUBECONFIG|CI|(?:GITHUB|CI|RUNNER)_\w+)$/;

/** Chapters that are read before the others. */
const SETUP =
  /\b(?:set ?up|prerequisites?|pre-?reqs?|environment|env(?:ironment)? variables|variables|configur\w+|before you|preparation|prepare|quick reference|getting started|conventions|access|common)\b/i;

/** The first loose use of each name, in the document's order. */
export function findLooseUses({ shells, lines }: RuleContext): LooseUse[] {
  const definitions = new Map<string, Definition[]>();
  for (const definition of shells.filter(onOwnSide).flatMap(definitionsIn)) {
    const known = definitions.get(definition.name);
    if (known === undefined) definitions.set(definition.name, [definition]);
    else known.push(definition);
  }
  const documented = namesInProse(lines);
  const found = new Map<string, LooseUse>();
  for (const shell of shells.filter(onOwnSide)) {
    for (const use of shell.analysis.uses) {
      if (found.has(use.name)) continue;
      const loose = judge(use, shell, definitions.get(use.name) ?? []);
      if (loose === null) continue;
      if (loose.set === 'nowhere' && documented.has(loose.name) && !loose.arithmetic) continue;
      found.set(loose.name, { ...loose, place: placeOf(loose, shell, lines) });
    }
  }
  return [...found.values()].sort((a, b) => a.place.line - b.place.line);
}

/** The analysis gives the first line of a command that goes over several. */
function placeOf({ name, place }: LooseUse, { block }: ShellPlace, lines: readonly string[]): LooseUse['place'] {
  const spelling = new RegExp(`(?<![\\w-])\\$?\\{?#?${name}(?![\\w-])`);
  for (let at = place.line; at <= block.endLine; at += 1) {
    const index = lines[at - 1]?.search(spelling) ?? -1;
    if (index >= 0) return { line: at, column: index + 1 };
  }
  return place;
}

/** What is typed into another machine has that machine's variables. */
function onOwnSide({ block }: ShellPlace): boolean {
  return block.inside === undefined;
}

function definitionsIn({ procedure, block, analysis }: ShellPlace): Definition[] {
  const offset = block.line - 1;
  const assigned = analysis.assignments.map(({ name, line }) => ({ name, line: line + offset, procedure }));
  const names = new Set(assigned.map(({ name }) => name));
  const others = analysis.sets.filter((name) => !names.has(name));
  return [...assigned, ...others.map((name) => ({ name, line: block.line, procedure }))];
}

function judge(
  use: ParameterUse,
  { procedure, block }: ShellPlace,
  definitions: readonly Definition[],
): LooseUse | null {
  const { name, arithmetic } = use;
  if (use.hasDefault || FROM_OUTSIDE.test(name)) return null;
  const line = use.line + block.line - 1;
  const [first] = definitions;
  if (first === undefined) return { name, place: { line }, arithmetic, set: 'nowhere', definedAt: 0 };
  const before = definitions.filter((definition) => definition.line < line);
  if (before.some((definition) => definition.procedure === procedure || isReadBefore(definition.procedure, procedure)))
    return null;
  const here = definitions.find((definition) => definition.procedure === procedure);
  const elsewhere = before.at(-1);
  if (elsewhere === undefined && here !== undefined)
    return { name, place: { line }, arithmetic, set: 'later', definedAt: here.line };
  return { name, place: { line }, arithmetic, set: 'elsewhere', definedAt: (elsewhere ?? first).line };
}

function isReadBefore(other: Procedure, procedure: Procedure): boolean {
  const setsUp = SETUP.test(other.title) || SETUP.test(other.id.split('/')[0]?.replaceAll('-', ' ') ?? '');
  return setsUp || (isNumberedPart(other) && isNumberedPart(procedure) && parentOf(other) === parentOf(procedure));
}

/** `2.3 Apply`, of an operation that is told in numbered parts. Incidents are numbered too, but each stands alone. */
function isNumberedPart({ title, kind }: Procedure): boolean {
  return kind !== 'incident' && /^\W*\d+(?:\.\d+)+\.?\s|^\W*(?:step|paso|phase|fase)\s*\d/i.test(title);
}

function parentOf({ id }: Procedure): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('/')));
}

/** Names that running text or a table explains, as inline code: what to give them is said there. */
function namesInProse(lines: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const { text } of linesOutsideFences(lines)) {
    for (const [, name = ''] of text.matchAll(/`\$?\{?([A-Z][A-Z0-9_]{1,60})\}?(?:=[^`]{0,200})?`/g)) names.add(name);
  }
  return names;
}
