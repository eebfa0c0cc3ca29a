/** Shell, SQL and client text to commands with their effects; what it meets on the way goes into the parameter table. */
import { analyseShell, type Blank, maskBlanks, type ShellAnalysis, type StaticCommand } from '@steadyhand/bash';
import type { Analysis, Call, Diagnostic, Effect, ProgramGrammar, RunbookCommand } from '@steadyhand/contracts';
import { LOCAL_PROGRAMS, READING_PROGRAMS } from './blocks/known-programs.ts';
import { isCommandLine } from './blocks/language.ts';
import { splitStatements, statementKind } from './blocks/sql.ts';
import type { ParameterTable } from './parameter-table.ts';
import { findWordBlanks } from './word-blanks.ts';

export type Grammars = ReadonlyMap<string, ProgramGrammar>;

/** A longer block is data; parsing it would cost more than it tells. */
const BLOCK_LIMIT = 100_000;
/** Programs whose work is what stands in their arguments, which is listed as a command of its own. */
const WRAPPERS = new Set(['sudo', 'xargs', 'env', 'nohup', 'nice', 'setsid', 'watch', 'time', 'timeout', 'eval']);

export interface ReadCommand extends RunbookCommand {
  argv: readonly string[];
}

export class CommandReader {
  readonly grammars: Grammars;
  readonly parameters: ParameterTable;
  readonly diagnostics: Diagnostic[] = [];

  constructor(grammars: Grammars, parameters: ParameterTable) {
    this.grammars = grammars;
    this.parameters = parameters;
  }

  /** `offset` is the number of the document's lines above the text. */
  shell(text: string, offset: number): ReadCommand[] {
    if (text.length > BLOCK_LIMIT) {
      const message = `A block of ${text.length} characters is not analysed; the limit is ${BLOCK_LIMIT}.`;
      this.diagnostics.push({ line: offset + 1, rule: 'block-too-long', severity: 'warning', message });
      return [];
    }
    const analysis = analyseShell(text);
    const blanks = maskBlanks(text).blanks;
    const commands = analysis.commands.map((command) => this.#command(command, { offset, blanks, analysis }));
    this.#collect(analysis, blanks, offset);
    return analysis.error === null ? commands : [...commands, ...this.#salvage(text, offset, analysis.error)];
  }

  /** SQL as `psql` would be given it, a command for each statement. */
  sql(text: string, offset: number): ReadCommand[] {
    const blanks = maskBlanks(text).blanks;
    for (const { name, spelling, line } of blanks) this.parameters.use({ name, spelling, line: line + offset });
    return splitStatements(text).map((statement) => {
      const last = statement.line + statement.text.split('\n').length;
      const inside = blanks.filter(({ line }) => line >= statement.line && line < last).map(({ name }) => name);
      const line = statement.line + offset;
      const others = this.#wordBlanks([statement.text], line);
      const found = this.#analyse(given('psql', ['-c', statement.text]));
      return {
        line,
        text: statement.text,
        program: 'psql',
        argv: ['-c', statement.text],
        operation: found?.operation ?? statementKind(statement.text),
        effect: found?.effect ?? 'unknown',
        parameters: [...new Set([...inside, ...others])],
        inside: null,
      };
    });
  }

  /** A line typed into a client that an earlier command opened. */
  typed(program: string, text: string, line: number): ReadCommand {
    const argv = text.split(/\s+/);
    const found = this.#analyse(given(program, argv));
    const parameters = this.#wordBlanks(argv, line);
    const effect = found?.effect ?? 'unknown';
    return {
      line,
      text,
      program,
      argv,
      operation: found?.operation ?? argv[0] ?? null,
      effect,
      parameters,
      inside: null,
    };
  }

  #command(command: StaticCommand, from: { offset: number; blanks: Blank[]; analysis: ShellAnalysis }): ReadCommand {
    const { program, argv, unresolved } = command;
    const line = command.line + from.offset;
    const found = command.programUnresolved ? null : this.#analyse({ program, argv, unresolved, stdin: command.stdin });
    const bare = this.#wordBlanks(argv, line);
    for (const { index, resource } of found?.arguments ?? []) {
      const name = parameterIn(argv[index] ?? '');
      if (name !== null) this.parameters.type(name, resource);
    }
    return {
      line,
      text: command.text,
      program,
      argv,
      operation: found?.operation ?? null,
      effect: found?.effect ?? effectWithoutGrammar(command, from.analysis.functions),
      parameters: [...new Set([...command.parameters, ...bare])],
      inside: null,
    };
  }

  #analyse({ program, ...call }: Call): Analysis | null {
    const name = program.slice(program.lastIndexOf('/') + 1);
    return this.grammars.get(name)?.analyse({ program: name, ...call }) ?? null;
  }

  #wordBlanks(words: readonly string[], line: number): string[] {
    const found = words.flatMap(findWordBlanks);
    for (const { name, spelling } of found) this.parameters.use({ name, spelling, line });
    return found.map(({ name }) => name);
  }

  #collect(analysis: ShellAnalysis, blanks: readonly Blank[], offset: number): void {
    for (const { name, line } of analysis.assignments) this.parameters.define(name, line + offset);
    for (const use of analysis.uses) this.parameters.use({ ...use, line: use.line + offset });
    for (const { name, spelling, line } of blanks) this.parameters.use({ name, spelling, line: line + offset });
    const own = new Set(analysis.assignments.map(({ name }) => name));
    for (const { parameters, line } of analysis.commands) {
      for (const name of parameters) {
        if (own.has(name)) this.parameters.use({ name, spelling: `$${name}`, line: line + offset });
      }
    }
  }

  /** What can still be said of a block behind the place where it stops being shell: a command for each line that is one. */
  #salvage(text: string, offset: number, error: { line: number; message: string }): ReadCommand[] {
    this.diagnostics.push({
      line: error.line + offset,
      rule: 'shell-unparseable',
      severity: 'error',
      message: `From here on the block is not shell: ${error.message}.`,
      hint: 'If it is not meant as shell, give the fence another tag; else correct the quoting.',
    });
    return text.split('\n').flatMap((line, i) => {
      if (i + 1 < error.line || !isCommandLine(line)) return [];
      const analysis = analyseShell(line.replace(/\\$/, ''));
      return analysis.commands.map((command) => this.#command(command, { offset: offset + i, blanks: [], analysis }));
    });
  }
}

/** A call whose words are all known. */
function given(program: string, argv: readonly string[]): Call {
  return { program, argv, unresolved: new Set(), stdin: null };
}

/** The parameter that a word consists of and nothing else. */
function parameterIn(word: string): string | null {
  const match = /^(?:\$\{?([A-Za-z_]\w*)\}?|<([^<>]+)>|\{\{\s*([\w-]+)\s*\}\}|([A-Z][A-Z0-9_]+))$/.exec(word);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4] ?? null;
}

function effectWithoutGrammar(command: StaticCommand, functions: readonly string[]): Effect {
  const { program, argv } = command;
  if (command.programUnresolved) return 'unknown';
  if (functions.includes(program) || WRAPPERS.has(program)) return 'local';
  if ((program === 'bash' || program === 'sh') && argv.some((word) => /^-[a-z]*c$/.test(word))) return 'local';
  if (LOCAL_PROGRAMS.has(program)) return 'local';
  return READING_PROGRAMS.has(program) ? 'read' : 'unknown';
}
