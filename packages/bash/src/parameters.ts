/** Which variables a text reads before it sets them, in the order in which a shell would come to them. */
import {
  type AnyNode,
  childNodes,
  type FunctionDefinition,
  openWords,
  type ParameterExpansion,
  type ScriptNode,
  type SimpleCommandNode,
  type WordNode,
} from './ast.ts';
import { unmask } from './blanks.ts';
import { builtinNames, namesVariables } from './builtin-names.ts';
import { tryParse } from './pieces.ts';
import { isShellName } from './shell-names.ts';
import { isName, readWord, type StaticWord } from './words.ts';

/** One reading of a variable that the text has not set before. */
export interface ParameterUse {
  name: string;
  /** `$CLUSTER`; inside arithmetic, as it stands there, `CURRENT_COUNT`. */
  spelling: string;
  /** 1-based within the text. */
  line: number;
  /** It stands where an unset name would silently count as zero. */
  arithmetic: boolean;
  /** The expansion says itself what it is when unset: `${X:-y}`, `${X:=y}`, `${X+y}`. */
  hasDefault: boolean;
}

export interface Assignment {
  name: string;
  /** 1-based within the text. */
  line: number;
  /** The value, or its source text where it depends on the session. */
  value: string;
  exported: boolean;
}

export class ParameterReader {
  readonly uses: ParameterUse[] = [];
  readonly assignments: Assignment[] = [];
  /** Every name that the text sets in whatever way, arrays and names of loops among them. */
  readonly sets = new Set<string>();
  #set = new Set<string>();
  #maps = new Set<string>();
  #functions = new Map<string, FunctionDefinition>();
  #locals: Set<string> | null = null;
  readonly #lines: ReadonlyMap<AnyNode, number>;
  #line = 1;

  /** `lines` are those of the statements and simple commands that are read. */
  constructor(lines: ReadonlyMap<AnyNode, number>) {
    this.#lines = lines;
  }

  read(script: ScriptNode): void {
    this.#visit(script, false);
  }

  /** Reads the bodies of the functions that nothing in the text called. */
  finish(): void {
    for (const name of [...this.#functions.keys()]) this.#call(name);
  }

  #visit(node: AnyNode, arithmetic: boolean): void {
    const line = this.#lines.get(node);
    if (line !== undefined) this.#line = line;
    switch (node.type) {
      case 'SimpleCommand':
        this.#simple(node);
        break;
      case 'FunctionDef':
        this.#functions.set(node.name, node);
        break;
      case 'Pipeline':
        if (node.commands.length === 1) this.#children(node, arithmetic);
        else for (const command of node.commands) this.#scoped(() => this.#visit(command, false));
        break;
      case 'Subshell':
      case 'CommandSubstitution':
      case 'ProcessSubstitution':
      case 'ArithCommandSubst':
        this.#scoped(() => this.#children(node, false));
        break;
      case 'For':
        for (const word of node.words ?? []) this.#visit(word, false);
        this.#add(node.variable);
        for (const statement of node.body) this.#visit(statement, false);
        break;
      case 'ParameterExpansion':
        this.#expansion(node, arithmetic);
        break;
      default:
        this.#evaluate(node, arithmetic);
    }
  }

  #evaluate(node: AnyNode, arithmetic: boolean): void {
    switch (node.type) {
      case 'ArithVariable':
        this.#use(node.name, node.hasDollarPrefix ? `$${node.name}` : node.name, { arithmetic: true });
        break;
      case 'ArithArrayElement':
        this.#use(node.array, node.array, { arithmetic: true });
        break;
      case 'ArithAssignment':
        if (node.operator !== '=') this.#use(node.variable, node.variable, { arithmetic: true });
        break;
      case 'CondBinary':
        if (!/^-(eq|ne|lt|le|gt|ge)$/.test(node.operator)) break;
        for (const side of [node.left, node.right]) this.#evaluated(readWord(side).text);
        break;
    }
    this.#children(node, arithmetic || node.type === 'ArithmeticExpression');
    if (node.type === 'ArithAssignment') this.#assign(node.variable);
  }

  #children(node: AnyNode, arithmetic: boolean): void {
    for (const child of childNodes(node)) this.#visit(child, arithmetic);
  }

  /** What a subshell sets is gone after it. */
  #scoped(visit: () => void): void {
    const before = this.#set;
    this.#set = new Set(before);
    visit();
    this.#set = before;
  }

  #simple(node: SimpleCommandNode): void {
    const line = this.#line;
    for (const word of openWords(node)) this.#visit(word, false);
    for (const assignment of node.assignments) {
      if (assignment.value !== null) this.#visit(assignment.value, false);
      for (const word of assignment.array ?? []) this.#visit(word, false);
      this.#subscript(assignment.name);
      this.#line = line;
      // `NAME=value command` sets it for that command alone.
      if (node.name === null)
        this.#assign(baseName(assignment.name), assignment.value === null ? '' : readWord(assignment.value).text);
    }
    for (const redirection of node.redirections) this.#visit(redirection, false);
    this.#line = line;
    if (node.name !== null) this.#program(readWord(node.name).text, node.args);
  }

  #program(program: string, args: readonly WordNode[]): void {
    if (namesVariables(program)) this.#builtin(program, args.map(readWord));
    if (program === 'let') for (const { text } of args.map(readWord)) this.#evaluated(text);
    if (this.#functions.has(program)) this.#call(program);
  }

  #builtin(program: string, args: readonly StaticWord[]): void {
    const names = builtinNames(program, args);
    const local = names.local && this.#locals !== null;
    for (const name of names.sets) {
      const word = args.find(({ text }) => text.startsWith(`${name}=`));
      if (local || word === undefined) this.#add(name);
      else this.#assign(name, word.text.slice(name.length + 1), names.exports.includes(name));
      if (local) this.#locals?.add(name);
    }
    if (args.some(({ text }) => /^-\w*A/.test(text))) for (const name of names.sets) this.#maps.add(name);
    for (const name of names.unsets) this.#set.delete(name);
    for (const made of this.assignments) if (names.exports.includes(made.name)) made.exported = true;
  }

  /** A function's body counts from where it is first called: what it reads may be set before that. */
  #call(name: string): void {
    const definition = this.#functions.get(name);
    if (definition === undefined) return;
    this.#functions.delete(name);
    const [before, locals, line] = [new Set(this.#set), this.#locals, this.#line];
    this.#locals = new Set();
    this.#children(definition, false);
    for (const local of this.#locals) if (!before.has(local)) this.#set.delete(local);
    this.#locals = locals;
    this.#line = line;
  }

  #expansion(node: ParameterExpansion, arithmetic: boolean): void {
    const { operation } = node;
    const inner = operation?.type === 'Indirection' ? operation.innerOp : operation;
    const hasDefault =
      inner?.type === 'DefaultValue' || inner?.type === 'AssignDefault' || inner?.type === 'UseAlternative';
    if (operation?.type !== 'VarNamePrefix') {
      this.#use(baseName(node.parameter), `$${baseName(node.parameter)}`, { arithmetic, hasDefault });
      this.#subscript(node.parameter);
    }
    this.#children(node, arithmetic);
    if (inner?.type === 'AssignDefault') this.#add(baseName(node.parameter));
  }

  /** Text that the shell evaluates as arithmetic when it comes to it. */
  #evaluated(text: string): void {
    if (!/[A-Za-z_]/.test(text) || text.includes('$')) return;
    const parsed = tryParse(`((${text}))`);
    if (!('error' in parsed)) this.#visit(parsed, true);
  }

  #subscript(text: string): void {
    const [, name = '', subscript = ''] = /^([^[]*)\[(.*)\]$/s.exec(text) ?? [];
    if (!this.#maps.has(name)) this.#evaluated(subscript);
  }

  #use(name: string, spelling: string, how: { arithmetic: boolean; hasDefault?: boolean }): void {
    if (!isName(name) || isShellName(name) || this.#set.has(name)) return;
    this.uses.push({ name, spelling, line: this.#line, hasDefault: false, ...how });
  }

  #add(name: string): void {
    this.#set.add(name);
    this.sets.add(name);
  }

  #assign(name: string, value = '', exported = false): void {
    if (!isName(name)) return;
    this.#add(name);
    this.assignments.push({ name, line: this.#line, value: unmask(value), exported });
  }
}

function baseName(parameter: string): string {
  return parameter.replace(/\[.*$/s, '');
}
