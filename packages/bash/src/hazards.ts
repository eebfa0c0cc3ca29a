/** Constructs that this interpreter answers wrongly without saying so, or that would take a command out of the journal. */
import { type AnyNode, childNodes, type Redirection, type SimpleCommandNode } from './ast.ts';
import { isChangingName } from './shell-names.ts';
import { readWord, type StaticWord } from './words.ts';

export interface Hazard {
  /** As a person would name it: `background &`, `$RANDOM`. */
  construct: string;
  reason: string;
  /** 1-based within the text. */
  line: number;
}

type Found = Omit<Hazard, 'line'>;

interface Place {
  line: number;
  /** Something is piped or redirected into this place. */
  input: boolean;
}

export function findHazards(node: AnyNode, lines: ReadonlyMap<AnyNode, number>): Hazard[] {
  return visit(node, { line: 1, input: false }, lines);
}

function visit(node: AnyNode, outer: Place, lines: ReadonlyMap<AnyNode, number>): Hazard[] {
  const place = {
    line: lines.get(node) ?? outer.line,
    // Who calls a function decides what it reads.
    input: outer.input || node.type === 'FunctionDef' || ('redirections' in node && node.redirections.some(isInput)),
  };
  const own = hazardsOf(node, place).map((found) => ({ ...found, line: place.line }));
  const piped = node.type === 'Pipeline' ? new Set<AnyNode>(node.commands.slice(1)) : null;
  const below = childNodes(node).flatMap((child) =>
    visit(child, { ...place, input: place.input || piped?.has(child) === true }, lines),
  );
  return [...own, ...below];
}

function isInput(redirection: Redirection): boolean {
  return redirection.operator.startsWith('<');
}

function hazardsOf(node: AnyNode, place: Place): Found[] {
  switch (node.type) {
    case 'Statement':
      return node.background
        ? [{ construct: 'background &', reason: 'a command in the background would run in the foreground' }]
        : [];
    case 'ParameterExpansion':
      return changing(node.parameter);
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
  ['trap', 'it would never be carried out'],
  ['nohup', 'nothing goes on after the session'],
  ['disown', 'nothing goes on after the session'],
  ['bg', 'there are no jobs'],
  ['fg', 'there are no jobs'],
  ['coproc', 'there are no coprocesses'],
]);

function command(node: SimpleCommandNode, place: Place): Found[] {
  if (setsPath(node)) return [{ construct: 'PATH=', reason: 'programs are not found by a path here' }];
  if (node.name === null) return [];
  const program = readWord(node.name).text;
  const args = node.args.map(readWord);
  const reason = COMMANDS.get(program) ?? special(program, args, place);
  return reason === null
    ? []
    : [{ construct: [program, ...args.slice(0, 1).map(({ text }) => text)].join(' '), reason }];
}

/** `PATH=x`, `PATH=x command`, `export PATH=x`, `env PATH=x command`. */
function setsPath(node: SimpleCommandNode): boolean {
  const words = [...(node.name === null ? [] : [node.name]), ...node.args].map((word) => readWord(word).text);
  const assigns = ['export', 'declare', 'typeset', 'local', 'readonly', 'env'].includes(words[0] ?? '');
  return (
    node.assignments.some(({ name }) => name === 'PATH') || (assigns && words.some((text) => text.startsWith('PATH=')))
  );
}

function special(program: string, args: readonly StaticWord[], place: Place): string | null {
  const texts = args.map(({ text }) => text);
  switch (program) {
    case 'wait':
      return texts.length > 0 ? 'it would report success whatever the job did' : null;
    case 'read':
      return place.input ? null : 'it has no input, and would take an empty answer';
    case 'set':
      return texts.some((text, i) => /^\+\w*u/.test(text) || (text === '+o' && texts[i + 1] === 'nounset'))
        ? 'a name without a value would become an empty string'
        : null;
    case 'xargs':
      return texts.some((text) => /^-[nILPsd]./.test(text))
        ? 'write the value as a word of its own (-n 1, -I {})'
        : null;
    default:
      return null;
  }
}
