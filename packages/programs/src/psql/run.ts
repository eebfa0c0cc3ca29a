import { type Call, type CommandContext, type CommandResult, changesWorld } from '@steadyhand/contracts';
import { allValues, type CommandLine, hasOption, type OptionProblem } from '../command-line.ts';
import { ConnectionError, connect } from './connection.ts';
import { type ConnectionSettings, ConninfoError, connectionSettings } from './connection-settings.ts';
import { isKnownMeta, setPrintOption } from './meta-commands.ts';
import { type Action, actionsOf, parsePsql, readsStandardInput, refusedOption } from './options.ts';
import { splitScript } from './script.ts';
import type { ServerMessage } from './server-message.ts';
import { type Ending, PsqlSession } from './session.ts';
import { DEFAULT_PRINT, type PrintOptions } from './table.ts';

/** An action with the text that it executes. */
interface Work {
  kind: 'command' | 'script';
  text: string;
  /** File name for messages. */
  name: string | null;
}

class PsqlError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * psql 15 for what is not interactive: `-c`, `-f` and standard input. What was judged a read is sent so that the server
 * refuses it should it write.
 */
export async function runPsql({ argv, stdin }: Call, context: CommandContext): Promise<CommandResult> {
  let settings: ConnectionSettings | null = null;
  try {
    const line = parsePsql(argv);
    checkOptions(line, stdin);
    const work = await readWork(line, stdin, context);
    settings = connectionSettings(line, context.env);
    const result = await execute(line, settings, { work, context });
    return { ...result, secrets: secretsOf(settings) };
  } catch (error) {
    const secrets = settings ? secretsOf(settings) : [];
    return { stdout: '', secrets, ...failure(error) };
  }
}

function failure(error: unknown): { exitCode: number; stderr: string } {
  if (error instanceof PsqlError) return { exitCode: error.exitCode, stderr: `psql: ${error.message}\n` };
  if (error instanceof ConninfoError) return { exitCode: 2, stderr: `psql: error: ${error.message}\n` };
  if (!(error instanceof ConnectionError)) throw error;
  return { exitCode: 2, stderr: `psql: error: ${error.message}\n${error.note === null ? '' : `${error.note}\n`}` };
}

function secretsOf({ password }: ConnectionSettings): string[] {
  return password ? [password] : [];
}

function checkOptions(line: CommandLine, stdin: string | null): void {
  if (line.problem) throw new PsqlError(usage(line.problem));
  const refused = refusedOption(line);
  if (refused) throw new PsqlError(`error: ${refused} is not carried out by Steadyhand`);
  if (readsStandardInput(line) && stdin === null)
    throw new PsqlError(
      'error: an interactive session cannot be had here; give the SQL with -c, -f or a here-document',
    );
}

async function readWork(line: CommandLine, stdin: string | null, context: CommandContext): Promise<Work[]> {
  const actions = actionsOf(line);
  const work = await Promise.all(actions.map((action) => workOf(action, stdin, context)));
  if (actions.length === 0) work.push({ kind: 'script', text: stdin ?? '', name: null });
  for (const { kind, text } of work) refuseMeta(kind, text);
  return work;
}

async function workOf({ kind, text }: Action, stdin: string | null, context: CommandContext): Promise<Work> {
  if (kind === 'command') return { kind, text, name: null };
  if (text === '-') return { kind: 'script', text: stdin ?? '', name: '<stdin>' };
  try {
    return { kind: 'script', text: Buffer.from(await context.readFile(text)).toString(), name: text };
  } catch {
    throw new PsqlError(`error: ${text}: No such file or directory`);
  }
}

/** Looks for what is not carried out before anything is sent. */
function refuseMeta(kind: Work['kind'], text: string): void {
  if (kind === 'command' && !/^\s*\\/.test(text)) return;
  for (const item of splitScript(text)) {
    if (item.kind === 'meta' && !isKnownMeta(item.command))
      throw new PsqlError(`error: \\${item.command} is not carried out by Steadyhand; nothing was sent`);
  }
}

interface Job {
  work: readonly Work[];
  context: CommandContext;
}

async function execute(
  line: CommandLine,
  settings: ConnectionSettings,
  { work, context }: Job,
): Promise<CommandResult> {
  const print = printOptions(line);
  const variables = new Map(allValues(line, 'set').map(splitVariable));
  const early: ServerMessage[] = [];
  let session: PsqlSession | null = null;
  const onNotice = (notice: ServerMessage): void => {
    if (session) session.notice(notice);
    else early.push(notice);
  };
  const connection = await connect(settings, { context, onNotice });
  session = new PsqlSession(connection, {
    ...{ print, quiet: hasOption(line, 'quiet'), variables, settings },
    readOnly: context.effect !== undefined && !changesWorld(context.effect),
  });
  for (const notice of early) session.notice(notice);
  try {
    const exitCode = await perform(session, work, hasOption(line, 'single-transaction'));
    return { exitCode, stdout: session.stdout, stderr: session.stderr };
  } finally {
    await connection.end();
  }
}

async function perform(session: PsqlSession, work: readonly Work[], isOneTransaction: boolean): Promise<number> {
  if (isOneTransaction) await session.beginOne();
  let ending: Ending = 'done';
  for (const { kind, text, name } of work) {
    ending = kind === 'command' ? await session.command(text) : await session.script(text, name);
    if (ending === 'lost') return 2;
    if (ending === 'stopped' || (ending === 'failed' && session.stopsOnError())) break;
  }
  if (isOneTransaction) await session.silently(ending === 'done' || ending === 'quit' ? 'COMMIT' : 'ROLLBACK');
  return { done: 0, quit: 0, failed: 1, stopped: 3 }[ending];
}

function printOptions(line: CommandLine): PrintOptions {
  const state = { print: { ...DEFAULT_PRINT } };
  for (const { name, value } of line.options) {
    if (name === 'no-align') state.print.format = 'unaligned';
    else if (name === 'csv') state.print.format = 'csv';
    else if (name === 'tuples-only') state.print.tuplesOnly = true;
    else if (name === 'expanded') state.print.expanded = true;
    else if (name === 'field-separator') state.print.fieldSeparator = value ?? '';
    else if (name === 'record-separator') state.print.recordSeparator = value ?? '';
    else if (name === 'field-separator-zero') state.print.fieldSeparator = '\0';
    else if (name === 'record-separator-zero') state.print.recordSeparator = '\0';
    else if (name === 'pset') {
      const [option, setting] = splitVariable(value ?? '');
      const { error } = setPrintOption(state, option, setting);
      if (error !== undefined) throw new PsqlError(`error: ${error}`);
    }
  }
  return state.print;
}

function splitVariable(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function usage({ kind, spelling }: OptionProblem): string {
  const short = !spelling.startsWith('--');
  const name = short ? `-- '${spelling.slice(1)}'` : `'${spelling}'`;
  const what = {
    unknown: `${short ? 'invalid' : 'unrecognized'} option ${name}`,
    'missing-argument': short ? `option requires an argument ${name}` : `option ${name} requires an argument`,
    ambiguous: `option ${name} is ambiguous`,
    'unexpected-argument': `option ${name} doesn't allow an argument`,
  };
  return `${what[kind]}\npsql: hint: Try "psql --help" for more information.`;
}
