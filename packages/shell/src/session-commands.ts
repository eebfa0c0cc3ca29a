/** The commands that a session registers with the interpreter: the handlers, and what stands guard beside them. */
import { posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { carriedAt, quoteWord } from '@steadyhand/bash';
import { type Call, type CommandHandler, type CommandResult, SteadyError } from '@steadyhand/contracts';
import {
  type CustomCommand,
  decodeBytesToUtf8,
  defineCommand,
  type ExecResult,
  type ResolvedCommandContext,
} from 'just-bash';
import { type CheckContext, checkShell, refused } from './check.ts';
import { type TrapsHost, trapCommands } from './exit-traps.ts';
import { GUARD_FUNCTIONS, guardText, NUMBER_CHECK, OPERAND_CHECK, TARGET_CHECK } from './guard-text.ts';
import { type Jobs, jobCommands } from './jobs.ts';
import { type PersonReadsHost, personReads } from './person-reads.ts';
import { FILTERS, PURE_TOOLS } from './programs.ts';
import { toolThatRan, varies } from './recorded.ts';
import { nameShell } from './trap-functions.ts';
import { runTrapped } from './trapped-script.ts';
import { type WatchHost, watchCommand } from './watch.ts';
import { WATCH } from './watch-words.ts';
import { xargsWords } from './xargs-words.ts';

export interface CommandHost extends PersonReadsHost, WatchHost, Pick<TrapsHost, 'traps'> {
  jobs: Jobs;
  handlers: ReadonlyMap<string, CommandHandler>;
  /** Why a call cannot run here, where that is known before it runs. */
  refusal(call: Call): SteadyError | null;
  /** What the shell exported at first. */
  exported: Readonly<Record<string, string>>;
}

/** Name of the command that stands for every program without handler. */
export const UNKNOWN_PROGRAM = 'steady-unknown';

export function sessionCommands(host: CommandHost): CustomCommand[] {
  return [
    ...[...host.handlers.values()].map((handler) =>
      defineCommand(handler.grammar.program, async (argv, shell) => {
        await setImmediate();
        return toShell(await host.broker.call(handler, argv, shell));
      }),
    ),
    ...PURE_TOOLS.filter((name) => !host.handlers.has(name)).map((name) =>
      defineCommand(name, (argv, shell) => {
        if (!varies(name, argv)) return runAny(host, name, { argv, shell });
        return name === 'printf' ? runVaryingPrintf(host, { argv, shell }) : runVarying(host, name, { argv, shell });
      }),
    ),
    personReads(host),
    ...jobCommands(host),
    ...trapCommands({ ...host, checkTrap: (text, functions) => checkLater(host, text, functions) }),
    ...(host.handlers.has(WATCH) ? [] : [watchCommand(host)]),
    defineCommand(NUMBER_CHECK, async (names, shell) => checkNumbers(host, names, shell)),
    defineCommand(TARGET_CHECK, checkTarget),
    defineCommand(OPERAND_CHECK, async (words) => checkOperand(words)),
    defineCommand(UNKNOWN_PROGRAM, async ([program = '']) =>
      host.stop(
        host.refusal({ program, argv: [], stdin: null, unresolved: new Set() }) ??
          new SteadyError('PROGRAM_UNKNOWN', { program, line: host.line() }),
      ),
    ),
  ];
}

/** What a shell carries out at its end. */
function checkLater(host: CommandHost, text: string, functions: ReadonlySet<string>): Promise<unknown> {
  return checkShell(text, {
    ...checking(host),
    functions,
    // Nobody knows what will be set by then, but the shell.
    isSet: () => true,
    readFile: async () => null,
  });
}

function checking(host: CommandHost): Pick<CheckContext, 'handlers' | 'refusal' | 'asks' | 'line'> {
  return {
    handlers: host.handlers,
    refusal: (call) => host.refusal(call),
    asks: host.askLine !== undefined,
    line: Number(host.line()),
  };
}

type ToolRunner = (host: CommandHost, argv: string[], shell: ResolvedCommandContext) => Promise<ExecResult>;

const toolRunners: ReadonlyMap<string, ToolRunner> = new Map([
  ...FILTERS.map((name) => [name, runFilter] as const),
  ['bash', runScript],
  ['sh', runScript],
  ['xargs', (host, argv, shell) => runCarrier(host, 'xargs', { argv: xargsWords(argv), shell })],
  ['env', runEnv],
  ['find', (host, argv, shell) => runCarrier(host, 'find', { argv, shell })],
  ['timeout', (host, argv, shell) => host.broker.underTimeout(() => runCarrier(host, 'timeout', { argv, shell }))],
]);

/** The interpreter gives the commands that a tool runs the variables that were exported at first; `env` gives the others. */
async function runCarrier(host: CommandHost, name: string, call: ToolCall): Promise<ExecResult> {
  const result = await runTool(host, withExported(host, name, call), call.shell);
  const failed = name === 'xargs' && result.exitCode >= 1 && result.exitCode <= 125 && !/^xargs: /.test(result.stderr);
  return failed ? { ...result, exitCode: XARGS_FAILED } : result;
}

function withExported(host: CommandHost, name: string, { argv, shell }: ToolCall): string[] {
  const exported = Object.entries(shell.exportedEnv ?? {}).filter(
    ([variable, value]) => !KEPT.has(variable) && host.exported[variable] !== value,
  );
  const words = [...argv];
  for (const at of exported.length > 0 ? carriedAt(name, argv).reverse() : []) {
    words.splice(at, 0, 'env', ...exported.map(([variable, value]) => `${variable}=${value}`));
  }
  return words;
}

/** Of a program that `xargs` ran (GNU findutils, "xargs exit status"). */
const XARGS_FAILED = 123;

/** The interpreter's `env` sets variables for the command, and exports none that were not exported before. */
function runEnv(host: CommandHost, argv: string[], shell: ResolvedCommandContext): Promise<ExecResult> {
  const [at = 0] = carriedAt('env', argv);
  const assignments = argv.slice(0, at).filter((word) => /^[A-Za-z_]\w*=/.test(word));
  if (assignments.length === 0) return runTool(host, argv, shell);
  const exporting = ['bash', '-c', `export ${assignments.map(quoteWord).join(' ')}; "$@"`, 'bash'];
  return runTool(host, [...argv.slice(0, at), ...exporting, ...argv.slice(at)], shell);
}

/** Variables that a shell has of its own. */
const KEPT = new Set(['PATH', 'PWD', 'OLDPWD', 'SHLVL', '_']);

interface ToolCall {
  argv: string[];
  shell: ResolvedCommandContext;
}

function runAny(host: CommandHost, name: string, { argv, shell }: ToolCall): Promise<ExecResult> {
  return (toolRunners.get(name) ?? runTool)(host, argv, shell);
}

/** The tool runs in every life, for what it reads and writes; its answer is the recorded one (R4). */
async function runVarying(host: CommandHost, name: string, call: ToolCall): Promise<ExecResult> {
  const { value, files } = await host.files.watch(() => runAny(host, name, call));
  // What it had charged to the interpreter's budget is the length of an output that may not be the recorded one.
  const { exitCode, stdout, stderr, stdoutKind, internalOutputAccounting: _charged, ...rest } = value;
  const binary = stdoutKind === 'bytes' ? { binary: true } : {};
  const handler = toolThatRan(name, { result: { exitCode, stdout, stderr, ...binary }, files });
  return { ...rest, ...toShell(await host.broker.call(handler, call.argv, call.shell)) };
}

/** `printf -v NAME '%(%s)T'`: what the variable gets is the answer. */
async function runVaryingPrintf(host: CommandHost, { argv, shell }: ToolCall): Promise<ExecResult> {
  const [option, variable = '', ...words] = argv;
  if (option !== '-v') return runVarying(host, 'printf', { argv, shell });
  const { stdout } = await runVarying(host, 'printf', { argv: words, shell });
  return original(['-v', variable, '%s', stdout], shell);
}

/** Lets the rest of the process have its turn, a cancellation above all: a loop of pure tools, or of held commands, never would. */
async function runTool(_host: CommandHost, argv: string[], shell: ResolvedCommandContext): Promise<ExecResult> {
  await setImmediate();
  return original(argv, shell);
}

function toShell({ exitCode, stdout, stderr, binary }: CommandResult): ExecResult {
  return { exitCode, stdout, stderr, stdoutKind: binary ? 'bytes' : 'text' };
}

/** A pure tool that is given a held result passes on the marker: there is nothing to work on. */
async function runFilter(host: CommandHost, argv: string[], shell: ResolvedCommandContext): Promise<ExecResult> {
  const { held } = host;
  const marker = held.any ? held.find(decodeBytesToUtf8(shell.stdin)) : null;
  return marker === null ? runTool(host, argv, shell) : { exitCode: 0, stdout: `${marker}\n`, stderr: '' };
}

interface Script {
  /** Null where there is no text, or its file cannot be read: the interpreter says so. */
  text: string | null;
  options: string[];
  /** `$0`, `$1`, … */
  parameters: string[];
}

/** `bash -c`, `bash FILE` and `… | bash`: the text passes the same checks as a block. */
async function runScript(host: CommandHost, argv: string[], shell: ResolvedCommandContext): Promise<ExecResult> {
  const { text, options, parameters } = await readScript(argv, shell);
  if (text === null) return original(argv, shell);
  const exported = shell.exportedEnv ?? {};
  try {
    await checkShell(text, {
      ...checking(host),
      asks: host.askLine !== undefined || decodeBytesToUtf8(shell.stdin) !== '',
      functions: new Set(),
      isSet: (name) => Object.hasOwn(exported, name),
      readFile: (path) => readText(path, shell),
    });
  } catch (error) {
    host.stop(error instanceof Error ? error : new SteadyError('INTERNAL', { reason: String(error) }));
  }
  const names = Object.keys(exported).filter((name) => /^[A-Za-z_]\w*$/.test(name) && !KEPT.has(name));
  const first = [...(names.length > 0 ? [`export ${names.join(' ')}`] : []), 'set -u'];
  const run = (script: string): Promise<ExecResult> => original([...options, '-c', script, ...parameters], shell);
  if (/\btrap\b/.test(text)) return runTrapped(host.traps, { text, first, run, signal: shell.signal });
  // In a subshell: what is exported here would be exported outside, too.
  return run([GUARD_FUNCTIONS, '(', nameShell(''), ...first, guardText(text), ')'].join('\n'));
}

async function readScript(argv: string[], shell: ResolvedCommandContext): Promise<Script> {
  const start = argv.findIndex((word) => !word.startsWith('-'));
  const options = (start === -1 ? argv : argv.slice(0, start)).map((word) =>
    word.replace(/^-([a-z]*)[cs]([a-z]*)$/, '-$1$2'),
  );
  const [first, ...rest] = start === -1 ? [] : argv.slice(start);
  const kept = options.filter((word) => word !== '-');
  if (first === undefined) return { text: decodeBytesToUtf8(shell.stdin), options: kept, parameters: [] };
  if (argv.slice(0, start).some((word) => /^-[a-z]*c/.test(word)))
    return { text: first, options: kept, parameters: rest };
  if (argv.slice(0, start).some((word) => /^-[a-z]*s/.test(word))) {
    return { text: decodeBytesToUtf8(shell.stdin), options: kept, parameters: ['bash', first, ...rest] };
  }
  return { text: await readText(first, shell), options: kept, parameters: [first, ...rest] };
}

async function readText(path: string, shell: ResolvedCommandContext): Promise<string | null> {
  try {
    return await shell.fs.readFile(shell.fs.resolvePath(shell.cwd, path));
  } catch {
    return null;
  }
}

/** Stands in front of every arithmetic expression: nothing becomes a zero because it has no value. */
function checkNumbers(host: CommandHost, names: readonly string[], shell: ResolvedCommandContext): ExecResult {
  for (const name of names) {
    const value = shell.env.get(name);
    if (value === undefined) host.stop(new SteadyError('PARAMETER_UNBOUND', { list: name, first: name }));
    const construct = `arithmetic with ${name}`;
    if (value.trim() === '') host.stop(refused(construct, host.line(), `${name} is empty, which would count as zero`));
    if (host.held.find(value) !== null) {
      host.stop(refused(construct, host.line(), `${name} is the result of a held command`));
    }
  }
  return { exitCode: 0, stdout: '', stderr: '' };
}

/**
 * Prints the file to which a redirection leads. For one that cannot be opened it adds what no path has: the interpreter
 * then fails before the command runs, as bash does, and neither makes the folder nor ends.
 */
async function checkTarget([status, ...targets]: string[], { fs, cwd }: ResolvedCommandContext): Promise<ExecResult> {
  const [target = ''] = targets;
  const folder = posix.dirname(fs.resolvePath(cwd, target));
  const canOpen = targets.length === 1 && target !== '' && (await isFolder(folder, fs));
  return { exitCode: Number(status), stdout: canOpen ? target : `${targets.join(' ')}\0`, stderr: '' };
}

/** The interpreter takes an empty operand for zero; to bash it is no number. */
function checkOperand(words: readonly string[]): ExecResult {
  const isEmpty = words.join('').trim() === '';
  const stderr = isEmpty ? 'bash: [: integer expression expected\n' : '';
  return { exitCode: 0, stdout: isEmpty ? '(nothing)' : words.join(' '), stderr };
}

async function isFolder(path: string, fs: ResolvedCommandContext['fs']): Promise<boolean> {
  return path.startsWith('/dev') || ((await fs.stat(path).catch(() => null))?.isDirectory ?? false);
}

/** The interpreter's own tool of this name. */
async function original(argv: string[], shell: ResolvedCommandContext): Promise<ExecResult> {
  if (shell.origCommand === undefined) throw new SteadyError('INTERNAL', { reason: 'a tool of the shell is missing' });
  return shell.origCommand(argv);
}
