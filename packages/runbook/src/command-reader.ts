/** Shell, SQL and client text to commands with their effects; what it meets on the way goes into the parameter table. */
import {
  analyseShell,
  type Blank,
  maskBlanks,
  type Piece,
  type ShellAnalysis,
  type StaticCommand,
  withoutCarriers,
} from '@steadyhand/bash';
import {
  type Analysis,
  type Call,
  type Diagnostic,
  type Effect,
  type ProgramGrammar,
  type RunbookCommand,
  worstEffect,
} from '@steadyhand/contracts';
import { isKnownProgram, LOCAL_PROGRAMS, READING_PROGRAMS } from './blocks/known-programs.ts';
import { isCommandLine } from './blocks/language.ts';
import { BLOCK_LIMIT } from './blocks/set-apart.ts';
import { splitStatements, statementKind } from './blocks/sql.ts';
import type { SqlClient } from './blocks/sql-dialect.ts';
import { KnownFiles, scriptOf } from './known-files.ts';
import type { ParameterTable } from './parameter-table.ts';
import { findWordBlanks } from './word-blanks.ts';

export type Grammars = ReadonlyMap<string, ProgramGrammar>;

/** What looks like a blank in their arguments is what they look for. */
const TAKES_NAMES: ReadonlySet<string> = new Set(['grep', 'egrep', 'fgrep', 'rg', 'printenv', 'unset']);
export interface ReadCommand extends RunbookCommand {
  argv: readonly string[];
}

export interface ReadShell {
  commands: ReadCommand[];
  /** Its complete commands by line; none where the text is too long to be analysed. */
  pieces: readonly Piece[];
}

export class CommandReader {
  readonly grammars: Grammars;
  readonly parameters: ParameterTable;
  readonly diagnostics: Diagnostic[] = [];
  readonly files = new KnownFiles();
  readonly usualClient: SqlClient;

  constructor(grammars: Grammars, parameters: ParameterTable, usual: SqlClient = 'psql') {
    this.grammars = grammars;
    this.parameters = parameters;
    this.usualClient = usual;
  }

  /** `offset` is the number of the document's lines above the text, which may have been analysed already. */
  shell(text: string, offset: number, analysed: ShellAnalysis | null = null): ReadShell {
    if (text.length > BLOCK_LIMIT) {
      const message = `A block of ${text.length} characters is not analysed; the limit is ${BLOCK_LIMIT}.`;
      this.diagnostics.push({ line: offset + 1, rule: 'block-too-long', severity: 'warning', message });
      return { commands: [], pieces: [] };
    }
    const analysis = analysed ?? analyseShell(text);
    const { blanks, pieces } = analysis;
    this.files.rememberWritten(analysis);
    const commands = withoutCarriers(analysis.commands).map((command) =>
      this.#command(command, { offset, blanks, analysis }),
    );
    this.#collect(analysis, blanks, offset);
    if (analysis.error !== null) commands.push(...this.#salvage(text, offset, analysis.error));
    return { commands, pieces };
  }

  /** SQL as its client would be given it, a command for each statement. */
  sql(text: string, { offset, client }: { offset: number; client: SqlClient }): ReadCommand[] {
    const blanks = maskBlanks(text).blanks;
    for (const { name, spelling, line } of blanks) this.parameters.use({ name, spelling, line: line + offset });
    return splitStatements(text).map((statement) => {
      const last = statement.line + statement.text.split('\n').length;
      const inside = blanks.filter(({ line }) => line >= statement.line && line < last).map(({ name }) => name);
      const line = statement.line + offset;
      const others = this.#wordBlanks([statement.text], line);
      const argv = [client === 'psql' ? '-c' : '-e', statement.text];
      const isKnown = inside.length === 0 && !/\$\{?\w/.test(statement.text);
      const found = this.#analyse({ ...given(client, argv), unresolved: new Set(isKnown ? [] : [1]) });
      return {
        line,
        text: statement.text,
        program: client,
        argv,
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
    const { blanks } = maskBlanks(text);
    for (const { name, spelling } of blanks) this.parameters.use({ name, spelling, line });
    const parameters = [...new Set([...blanks.map(({ name }) => name), ...this.#wordBlanks(argv, line)])];
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
    const { program, argv } = command;
    const line = command.line + from.offset;
    const found = command.programUnresolved ? null : this.#analyse(this.#withInput(command));
    const bare = TAKES_NAMES.has(program) ? [] : this.#wordBlanks(argv, line);
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
      effect: this.#effectOf(command, from.analysis.functions, found),
      parameters: [...new Set([...command.parameters, ...bare])],
      inside: null,
    };
  }

  #effectOf(command: StaticCommand, functions: readonly string[], found: Analysis | null): Effect {
    const effect = found?.effect ?? effectWithoutGrammar(command, functions);
    if (effect !== 'unknown') return effect;
    const path = scriptOf(command) ?? '';
    const script = this.files.find(path);
    if (script !== null) return this.#effectOfScript(script);
    // `bash deploy.sh` is what a rule says of `deploy.sh`.
    const rest = command.argv.slice(command.argv.indexOf(path) + 1);
    const isShell = path !== command.program && this.grammars.has(path);
    return isShell ? (this.#analyse({ ...given(path, rest), unresolved: new Set() })?.effect ?? effect) : effect;
  }

  /** By what a script holds; one that runs a script itself is not followed further. */
  #effectOfScript(script: string): Effect {
    const { commands, functions, error } = analyseShell(script);
    if (error !== null) return 'unknown';
    return worstEffect(
      withoutCarriers(commands).map((command) => {
        const found = command.programUnresolved ? null : this.#analyse(this.#withInput(command));
        return found?.effect ?? effectWithoutGrammar(command, functions);
      }),
    );
  }

  /** A client that reads a file whose text is known is given that text. */
  #withInput(command: StaticCommand): Call {
    const { program, unresolved, stdin } = command;
    const argv = program === 'aws' ? command.argv.map((word) => this.#fileNamed(word)) : command.argv;
    const at = program === 'psql' ? argv.findIndex((word) => word === '-f' || word === '--file') : -1;
    const text = at < 0 ? null : this.files.find(argv[at + 1] ?? '');
    if (text === null) return { program, argv, unresolved, stdin };
    const kept = command.argv.map((_, i) => i).filter((i) => i !== at && i !== at + 1);
    return {
      program,
      argv: kept.map((i) => argv[i] ?? ''),
      unresolved: new Set(kept.flatMap((i, to) => (unresolved.has(i) ? [to] : []))),
      stdin: text,
    };
  }

  /** `file://change.json` is the text of that file to `aws`. */
  #fileNamed(word: string): string {
    if (!word.startsWith('file')) return word;
    const path = /^(?:file|fileb):\/\/(.+)$/.exec(word)?.[1];
    return (path === undefined ? null : this.files.find(path)) ?? word;
  }

  /** A rule may name a script by its path; else a program is known by its name, wherever it lies. */
  #analyse(call: Call): Analysis | null {
    const name = call.program.slice(call.program.lastIndexOf('/') + 1);
    const grammar = this.grammars.get(call.program) ?? this.grammars.get(name);
    if (grammar === undefined) return null;
    const { program } = grammar;
    return grammar.analyse(call.program === program ? call : { ...call, program });
  }

  #wordBlanks(words: readonly string[], line: number): string[] {
    const found = findWordBlanks(words);
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
      return withoutCarriers(analysis.commands).map((command) =>
        this.#command(command, { offset: offset + i, blanks: [], analysis }),
      );
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

/** Files that by habit set variables and nothing else. */
const SETTINGS =
  /(?:^|\/)(?:\.env[\w.-]*|[\w.-]*\.env|\.(?:bashrc|zshrc|profile|bash_profile)|activate|[\w.-]*openrc(?:\.sh)?)$/;

function effectWithoutGrammar(
  { program, programUnresolved, argv, unresolved }: StaticCommand,
  functions: readonly string[],
): Effect {
  if (programUnresolved) return 'unknown';
  if (functions.includes(program)) return 'local';
  const [only, ...others] = argv;
  if (others.length === 0 && (only === '--version' || only === '--help') && isKnownProgram(program)) return 'local';
  switch (program) {
    // What these run is listed as commands of its own, as far as it is known.
    case 'bash':
    case 'sh':
    case 'su':
      return argv.some((word) => /^(?:-[a-z]*c|--command(?:=.*)?)$/.test(word)) ? 'local' : 'unknown';
    case 'eval':
      return unresolved.size > 0 ? 'unknown' : 'local';
    case 'watch':
    case 'trap':
      return 'local';
    case 'source':
    case '.':
      return SETTINGS.test(only ?? '') ? 'local' : 'unknown';
  }
  if (LOCAL_PROGRAMS.has(program)) return 'local';
  return READING_PROGRAMS.has(program) ? 'read' : 'unknown';
}
