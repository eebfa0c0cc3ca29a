/** The parser's tree, with the types that just-bash does not export by name, and one walk over all of it. */
import {
  type CommandNode,
  parse,
  type ScriptNode,
  type SimpleCommandNode,
  type StatementNode,
  serialize,
  type WordNode,
} from 'just-bash';

export type { CommandNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode };
export type WordPart = WordNode['parts'][number];
export type Redirection = SimpleCommandNode['redirections'][number];

type PartOf<T extends WordPart['type']> = Extract<WordPart, { type: T }>;
export type ParameterExpansion = PartOf<'ParameterExpansion'>;
export type ArithmeticExpression = PartOf<'ArithmeticExpansion'>['expression'];
export type ArithmeticNode = ArithmeticExpression['expression'];
export type FunctionDefinition = Extract<CommandNode, { type: 'FunctionDef' }>;
export type Pipeline = StatementNode['pipelines'][number];
export type HereDocument = Exclude<Redirection['target'], WordNode | null>;
type Conditional = Extract<CommandNode, { type: 'ConditionalCommand' }>['expression'];
type CaseItem = Extract<CommandNode, { type: 'Case' }>['items'][number];
type Assignment = SimpleCommandNode['assignments'][number];

export type AnyNode =
  | ScriptNode
  | StatementNode
  | Pipeline
  | CommandNode
  | WordNode
  | WordPart
  | Redirection
  | HereDocument
  | ArithmeticExpression
  | ArithmeticNode
  | Conditional
  | CaseItem
  | Assignment;

/** The nodes directly below a node that are no plain text, in the order of the source. */
export function childNodes(node: AnyNode): readonly AnyNode[] {
  switch (node.type) {
    // Most nodes are of these types; for them nothing has to be looked for.
    case 'Literal':
    case 'SingleQuoted':
    case 'Escaped':
    case 'Glob':
    case 'TildeExpansion':
    case 'ArithNumber':
    case 'ArithVariable':
      return NONE;
    case 'Word':
      return node.parts === undefined ? found(node) : withoutTexts(node.parts);
    case 'DoubleQuoted':
      return withoutTexts(node.parts);
    case 'Script':
      return node.statements;
    case 'Statement':
      return node.pipelines;
    case 'Pipeline':
      return node.commands;
    case 'SimpleCommand':
      return partsOf(node);
    case 'CommandSubstitution':
    case 'ProcessSubstitution':
      return [node.body];
    case 'ArithCommandSubst':
      return parsed(node.command);
    case 'ArithBracedExpansion':
      return parsed(`: \${${node.content}}`).flatMap(expansions);
    default:
      return found(node);
  }
}

function found(node: AnyNode): AnyNode[] {
  const nodes: AnyNode[] = [];
  for (const value of Object.values(node)) collect(value, nodes);
  return nodes;
}

const NONE: readonly AnyNode[] = [];

function partsOf(node: SimpleCommandNode): readonly AnyNode[] {
  const words = openWords(node);
  // Most commands have nothing else.
  if (node.assignments.length === 0 && node.redirections.length === 0) return words;
  return [...words, ...node.assignments, ...node.redirections];
}

/** The words of a command that are no plain text. */
export function openWords({ name, args }: SimpleCommandNode): readonly WordNode[] {
  return withoutTexts(name === null ? args : [name, ...args]);
}

/** Most of a tree is text, which no visitor asks for. */
function withoutTexts<T extends WordNode | WordPart>(nodes: readonly T[]): readonly T[] {
  return nodes.filter((node) => !isText(node));
}

function isText(node: WordNode | WordPart): boolean {
  // An item of a brace expansion has the type of a word and holds one.
  if (node.type === 'Word') return node.parts?.every(isText) ?? false;
  return node.type === 'Literal' || node.type === 'SingleQuoted' || node.type === 'Escaped';
}

/** Arithmetic keeps what stands in it as text. */
function parsed(text: string): AnyNode[] {
  try {
    return [parse(text)];
  } catch {
    return [];
  }
}

function expansions(node: AnyNode): AnyNode[] {
  return node.type === 'ParameterExpansion' ? [node] : childNodes(node).flatMap(expansions);
}

function collect(value: unknown, found: AnyNode[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (isNode(value)) found.push(value);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) collect(item, found);
}

function isNode(value: unknown): value is AnyNode {
  // Operations on parameters, brace items and clauses are containers: what matters is the words inside of them.
  return typeof value === 'object' && value !== null && 'type' in value && NODE_TYPES.test(String(value.type));
}

const NODE_TYPES =
  /^(Script|Statement|Pipeline|SimpleCommand|If|For|CStyleFor|While|Until|Case|CaseItem|Subshell|Group|ArithmeticCommand|ConditionalCommand|FunctionDef|Word|Literal|SingleQuoted|DoubleQuoted|Escaped|ParameterExpansion|CommandSubstitution|ArithmeticExpansion|ArithmeticExpression|ProcessSubstitution|BraceExpansion|TildeExpansion|Glob|Redirection|HereDoc|Assignment|Arith[A-Z]\w*|Cond[A-Z]\w*)$/;

/** The word as source text, for people; never to be run (see the notes on `serialize` in the package's README). */
export function wordSource(word: WordNode): string {
  const [only, ...others] = word.parts;
  if (only?.type === 'Literal' && others.length === 0 && PLAIN.test(only.value)) return only.value;
  const command: SimpleCommandNode = { type: 'SimpleCommand', assignments: [], name: word, args: [], redirections: [] };
  const pipelines: Pipeline[] = [{ type: 'Pipeline', commands: [command], negated: false }];
  const statement: StatementNode = { type: 'Statement', pipelines, operators: [], background: false };
  try {
    return serialize({ type: 'Script', statements: [statement] }).trimEnd();
  } catch {
    // A here-document inside of `$(…)` that the text cuts off has no source.
    return '…';
  }
}

/** Characters that stand in source text as they are. */
const PLAIN = /^[\w./:=,@%+-]+$/;
