/** Where the shell variables of a document are set, and what each reading of one can rely on. */
import type { ParameterUse } from '@steadyhand/bash';
import type { Procedure } from '@steadyhand/contracts';
import type { RuleContext, ShellPlace } from '../rules/rule.ts';

interface Definition {
  name: string;
  line: number;
  procedure: Procedure;
}

/** A variable that is read where nothing before it in the same procedure sets it. */
export interface LooseUse {
  name: string;
  line: number;
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
  const definitions = shells.filter(onOwnSide).flatMap(definitionsIn);
  const documented = namesInProse(lines);
  const found = new Map<string, LooseUse>();
  for (const shell of shells.filter(onOwnSide)) {
    for (const use of shell.analysis.uses) {
      const loose = judge(use, shell, definitions);
      if (loose === null || found.has(loose.name)) continue;
      if (loose.set === 'nowhere' && documented.has(loose.name) && !loose.arithmetic) continue;
      found.set(loose.name, loose);
    }
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
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

function judge(use: ParameterUse, { procedure, block }: ShellPlace, all: readonly Definition[]): LooseUse | null {
  const { name, arithmetic } = use;
  if (use.hasDefault || FROM_OUTSIDE.test(name)) return null;
  const line = use.line + block.line - 1;
  const definitions = all.filter((definition) => definition.name === name);
  const [first] = definitions;
  if (first === undefined) return { name, line, arithmetic, set: 'nowhere', definedAt: 0 };
  const before = definitions.filter((definition) => definition.line < line);
  if (before.some((definition) => definition.procedure === procedure || isSetup(definition.procedure))) return null;
  const here = definitions.find((definition) => definition.procedure === procedure);
  const elsewhere = before.at(-1);
  if (elsewhere === undefined && here !== undefined)
    return { name, line, arithmetic, set: 'later', definedAt: here.line };
  return { name, line, arithmetic, set: 'elsewhere', definedAt: (elsewhere ?? first).line };
}

function isSetup({ title, id }: Procedure): boolean {
  return SETUP.test(title) || SETUP.test(id.split('/')[0]?.replaceAll('-', ' ') ?? '');
}

/** Names that running text or a table explains, as inline code: what to give them is said there. */
function namesInProse(lines: readonly string[]): Set<string> {
  const names = new Set<string>();
  let inFence = false;
  for (const line of lines) {
    if (/^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3,}|~{3,})/.test(line)) inFence = !inFence;
    else if (!inFence)
      for (const [, name = ''] of line.matchAll(/`\$?\{?([A-Z][A-Z0-9_]{1,60})\}?(?:=[^`]{0,200})?`/g)) names.add(name);
  }
  return names;
}
