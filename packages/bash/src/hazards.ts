/** Constructs that this interpreter answers wrongly without saying so, or that would take a command out of the journal. */
import {
  type AnyNode,
  childNodes,
  type Redirection,
  type SimpleCommandNode,
  type WordNode,
  wordSource,
} from './ast.ts';
import { commandsAt, type StaticCommand } from './commands.ts';
import { tolerated } from './errexit.ts';
import { OWN_SHELL } from './guard-commands.ts';
import { isChangingName } from './shell-names.ts';
import { readWord, type StaticWord } from './words.ts';

export interface Hazard {
  /** As a person would name it: `background &`, `$RANDOM`. */
  construct: string;
  reason: string;
  /** 1-based within the text. */
  line: number;
  /** It is none where a person can be asked. */
  asks?: true;
  /** It is none where these end by themselves and change nothing. */
  background?: readonly StaticCommand[];
}

type Found = Omit<Hazard, 'line'>;
type BraceItem = Extract<AnyNode, { type: 'BraceExpansion' }>['items'][number];

interface Place {
  line: number;
  /** Something is piped or redirected into this place. */
  input: boolean;
  /** Whoever reads its input here takes it from the loop around, which reads it line by line. */
  shared: boolean;
  /** It is in a part of a pipe, or in a shell of its own. */
  nested: boolean;
}

export interface HazardContext {
  lines: ReadonlyMap<AnyNode, number>;
  /** Whether the text says `set -e`. */
  errexit: boolean;
  /** Names of the functions that the text defines. */
  functions: ReadonlySet<string>;
}

export function findHazards(node: AnyNode, context: HazardContext): Hazard[] {
  return visit(node, { line: 1, input: false, shared: false, nested: false }, context);
}

function visit(node: AnyNode, outer: Place, context: HazardContext): Hazard[] {
  const place = {
    line: context.lines.get(node) ?? outer.line,
    // Who calls a function decides what it reads.
    input: outer.input || node.type === 'FunctionDef' || hasInput(node),
    shared: outer.shared && !hasInput(node),
    nested: outer.nested || OWN_SHELL.has(node.type) || (node.type === 'Pipeline' && node.commands.length > 1),
  };
  const own = [...ends(node, context), ...hazardsOf(node, place)].map((found) => ({ ...found, line: place.line }));
  const piped = node.type === 'Pipeline' ? new Set<AnyNode>(node.commands.slice(1)) : null;
  const body = isLoopOfLines(node) ? new Set<AnyNode>(node.body) : null;
  const below = childNodes(node).flatMap((child) => {
    const isPiped = piped?.has(child) === true;
    const input = place.input || isPiped;
    const shared = (place.shared && !isPiped) || (place.input && body?.has(child) === true);
    return visit(child, { ...place, input, shared }, context);
  });
  return [...own, ...below];
}

function ends(node: AnyNode, { errexit, functions }: HazardContext): Found[] {
  const isBackground = errexit && node.type === 'Statement' && node.background;
  const construct = isBackground ? listBehind(node) : errexit ? tolerated(node, functions) : null;
  return construct === null
    ? []
    : [
        {
          construct: `set -e with ${construct} in a list`,
          reason: 'a failure inside of it would end the shell; use if',
        },
      ];
}

/** It is carried out in front of `&&`: bash ends there where a command in the middle of it fails. */
function listBehind({ pipelines }: Extract<AnyNode, { type: 'Statement' }>): string | null {
  const commands = pipelines.flatMap((pipeline) => pipeline.commands);
  const isPlain = commands.every(({ type }) => type === 'SimpleCommand');
  const [only, ...others] = commands;
  if (only?.type !== 'Subshell' || others.length > 0) return isPlain ? null : '… &';
  return only.body.length > 1 ? '… &' : (only.body.map(listBehind).find((found) => found !== null) ?? null);
}

function inBackground(node: AnyNode): Found {
  return {
    construct: 'background &',
    reason: 'a command in the background would run in the foreground',
    background: simpleCommands(node).flatMap((command) => commandsAt(command, 1)),
  };
}

function simpleCommands(node: AnyNode): SimpleCommandNode[] {
  const below = childNodes(node).flatMap(simpleCommands);
  return node.type === 'SimpleCommand' ? [node, ...below] : below;
}

function hasInput(node: AnyNode): boolean {
  return 'redirections' in node && node.redirections.some(isInput);
}

type Loop = Extract<AnyNode, { type: 'While' | 'Until' }>;

/** `while read …`. */
function isLoopOfLines(node: AnyNode): node is Loop {
  return (
    (node.type === 'While' || node.type === 'Until') &&
    node.condition.some(({ pipelines }) =>
      pipelines.some(({ commands }) =>
        commands.some(
          (command) =>
            command.type === 'SimpleCommand' && command.name !== null && readWord(command.name).text === 'read',
        ),
      ),
    )
  );
}

function isLongRange(item: BraceItem): boolean {
  if (item.type !== 'Range' || typeof item.start !== 'number' || typeof item.end !== 'number') return false;
  return Math.abs(item.end - item.start) / Math.max(1, Math.abs(item.step ?? 1)) >= MAX_RANGE;
}

/** Of the interpreter. */
const MAX_RANGE = 10_000;

/** `*\/`, which matches folders and keeps the slash. */
function folders(word: WordNode): Found[] {
  const { parts } = word;
  const last = parts.at(-1);
  const isPattern = parts.some(({ type }) => type === 'Glob') && last?.type === 'Literal' && last.value.endsWith('/');
  const source = wordSource(word);
  return isPattern && !source.includes('://')
    ? [{ construct: source, reason: 'the / at its end would be left out' }]
    : [];
}

function isInput(redirection: Redirection): boolean {
  return redirection.operator.startsWith('<');
}

function hazardsOf(node: AnyNode, place: Place): Found[] {
  switch (node.type) {
    case 'Statement':
      return node.background ? [inBackground(node)] : [];
    case 'ParameterExpansion':
      if (node.parameter === '_') return [{ construct: '$_', reason: 'the last argument is not kept here' }];
      return changing(node.parameter);
    case 'BraceExpansion':
      return node.items.some(isLongRange)
        ? [{ construct: 'a range of more than 10000', reason: 'what is beyond that would be left out' }]
        : [];
    case 'For':
      return (node.words ?? []).flatMap(folders);
    case 'ArithVariable':
      return changing(node.name);
    case 'ArithBinary':
      return bitwise(node.operator);
    case 'ArithAssignment':
      return bitwise(node.operator.slice(0, -1));
    case 'ArithSyntaxError':
      return [{ construct: 'arithmetic that cannot be parsed', reason: node.message }];
    case 'HereDoc':
      return node.terminated === false
        ? [
            {
              construct: `here-document <<${node.delimiter}`,
              reason: 'its end is missing, so it takes all that follows',
            },
          ]
        : [];
    case 'Redirection':
      return redirection(node);
    case 'SimpleCommand':
      return command(node, place);
    default:
      return [];
  }
}

function changing(parameter: string): Found[] {
  return isChangingName(parameter)
    ? [{ construct: `$${parameter}`, reason: 'its value is another one when the run is resumed' }]
    : [];
}

function bitwise(operator: string): Found[] {
  return ['<<', '>>', '&', '|', '^'].includes(operator)
    ? [
        {
          construct: `arithmetic ${operator}`,
          reason: 'it is computed in 32 bits here, so large numbers come out wrong',
        },
      ]
    : [];
}

function redirection(node: Redirection): Found[] {
  if (node.target === null || node.target.type !== 'Word') return [];
  const { text } = readWord(node.target);
  return /^\/dev\/(tcp|udp)\//.test(text)
    ? [{ construct: text, reason: 'a connection made by the shell would not reach anything' }]
    : [];
}

const COMMANDS: ReadonlyMap<string, string> = new Map([
  ['exec', 'what follows it would still run, and a redirection by it would reach into $(…)'],
  ['nohup', 'nothing goes on after the session'],
  ['disown', 'nothing goes on after the session'],
  ['bg', 'there are no jobs'],
  ['fg', 'there are no jobs'],
  ['coproc', 'there are no coprocesses'],
]);

function command(node: SimpleCommandNode, place: Place): Found[] {
  if (setsPath(node)) return [{ construct: 'PATH=', reason: 'programs are not found by a path here' }];
  if (node.name === null) return [];
  const shown = assignedAndUsed(node);
  if (shown !== undefined) {
    return [{ construct: `${shown}=… $${shown}`, reason: 'bash would use the value from before; assign it in front' }];
  }
  const program = readWord(node.name).text;
  const args = node.args.map(readWord);
  const takesLines = place.shared && readsInput(program, args) ? TAKES_LINES : null;
  if (program === 'read' && !place.input) return [readsFromPerson(args)];
  const reason = COMMANDS.get(program) ?? takesLines ?? special(program, args, place);
  const construct = [program, ...args.slice(0, 1).map(({ text }) => text)].join(' ');
  const arrays = DECLARERS.has(program) ? node.args.flatMap(declaredArray) : [];
  return [...node.args.flatMap(folders), ...arrays, ...(reason === null ? [] : [{ construct, reason }])];
}

/**
 * An array that is declared with its values. The parser reads it as one word: `M=([k]="v w")` keeps `v`, `M=($X)` one value,
 * `M=($(b))` the name of what stands there, and `M=("$(b)")` nothing. An assignment of its own is read as bash reads it.
 */
function declaredArray({ parts }: WordNode): Found[] {
  const name = parts[0]?.type === 'Literal' ? /^(\w+)\+?=\(/.exec(parts[0].value)?.[1] : undefined;
  if (name === undefined) return [];
  const hasKeys = parts.some((part) => part.type === 'Glob');
  const isKept = (part: WordNode['parts'][number]): boolean =>
    (part.type === 'Literal' && !/(?:Substitution|Expansion|ExtendedGlob)\b|~/.test(part.value)) ||
    (part.type === 'Glob' && part.pattern.startsWith('[')) ||
    (part.type === 'SingleQuoted' && !hasKeys);
  if (parts.every(isKept)) return [];
  return [{ construct: `${name}=(…)`, reason: 'its values would be others; declare the name, then assign' }];
}

const TAKES_LINES = 'in bash it would take the rest of the input of the loop, and here it does not; add < /dev/null';

/** Programs that read their input when they have no more words than these, options left out. */
const READERS: ReadonlyMap<string, number> = new Map([
  ...['cat', 'sort', 'wc', 'head', 'tail', 'uniq', 'base64', 'bash', 'sh'].map((name) => [name, 0] as const),
  ...['grep', 'sed', 'awk', 'jq', 'cut'].map((name) => [name, 1] as const),
  ...['ssh', 'tr', 'tee', 'xargs'].map((name) => [name, Number.POSITIVE_INFINITY] as const),
]);

function readsInput(program: string, args: readonly StaticWord[]): boolean {
  const operands = args.filter(({ text }) => !text.startsWith('-'));
  const isTold = args.some(
    ({ text }) => (['ssh', 'jq'].includes(program) && /^-\w*n/.test(text)) || /^\s*BEGIN\b/.test(text),
  );
  return !isTold && operands.length <= (READERS.get(program) ?? -1);
}

/** `X=1 command $X`: bash expands the arguments before it assigns. */
function assignedAndUsed({ name, args, assignments }: SimpleCommandNode): string | undefined {
  const used = new Set([...(name === null ? [] : [name]), ...args].flatMap((word) => readWord(word).parameters));
  return assignments.map((assignment) => assignment.name).find((assigned) => used.has(assigned));
}

const DECLARERS: ReadonlySet<string> = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);

/** `PATH=x`, `PATH=x command`, `export PATH=x`, `env PATH=x command`. */
function setsPath(node: SimpleCommandNode): boolean {
  const words = [...(node.name === null ? [] : [node.name]), ...node.args].map((word) => readWord(word).text);
  const assigns = words[0] === 'env' || DECLARERS.has(words[0] ?? '');
  return (
    node.assignments.some(({ name }) => name === 'PATH') || (assigns && words.some((text) => text.startsWith('PATH=')))
  );
}

/** What the shell would carry out of itself, and here does not. */
function trap([text = '', ...signals]: readonly string[], { nested }: Place): string | null {
  if (text.startsWith('-') || text === '' || signals.length === 0) return null;
  const missed = signals.find((signal) => /^(?:SIG)?(?:ERR|DEBUG|RETURN)$/i.test(signal));
  if (missed !== undefined) return `${missed} would never be seen here; look at the status where it matters`;
  return nested ? 'it would not be carried out at the end of a shell inside of this one' : null;
}

const NO_INPUT = 'it has no input, and would take an empty answer';

function readsFromPerson(args: readonly StaticWord[]): Found {
  const texts = args.map(({ text }) => text);
  const construct = ['read', ...texts.slice(0, 1)].join(' ');
  if (texts.some((text) => /^-\w*t/.test(text)))
    return { construct, reason: 'a person has no time limit here; leave -t out' };
  if (texts.some((text) => /^-\w*u/.test(text))) return { construct, reason: NO_INPUT };
  return { construct, reason: NO_INPUT, asks: true };
}

function special(program: string, args: readonly StaticWord[], place: Place): string | null {
  const texts = args.map(({ text }) => text);
  switch (program) {
    case 'trap':
      return trap(texts, place);
    case 'wait':
      return texts.some((text) => text !== '-n' && /^[-%]/.test(text))
        ? 'only jobs by $! are known here, and -n'
        : null;
    case 'command':
    case 'builtin':
      if (texts[0] === 'wait') return 'it would report success whatever the job did';
      return texts[0] === 'read' && !place.input ? NO_INPUT : null;
    case 'set':
      return texts.some((text, i) => /^\+\w*u/.test(text) || (text === '+o' && texts[i + 1] === 'nounset'))
        ? 'a name without a value would become an empty string'
        : null;
    case 'xargs':
      return texts.some((text) => /^-[Lsi]|^--max-(lines|chars)/.test(text))
        ? 'only -n, -I, -P, -d, -0, -r and -t are known here'
        : null;
    default:
      return null;
  }
}
