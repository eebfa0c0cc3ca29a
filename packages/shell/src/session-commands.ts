/** The commands that a session registers with the interpreter: the handlers, and what stands guard beside them. */
import { setImmediate } from 'node:timers/promises';
import { guardArithmetic } from '@steadyhand/bash';
import { type CommandHandler, type CommandResult, SteadyError } from '@steadyhand/contracts';
import {
  type CustomCommand,
  decodeBytesToUtf8,
  defineCommand,
  type ExecResult,
  type ResolvedCommandContext,
} from 'just-bash';
import type { Broker } from './broker.ts';
import { checkShell, refused } from './check.ts';
import type { HeldMarks } from './held.ts';
import { FILTERS, PURE_TOOLS } from './programs.ts';
import { toolThatRan, varies } from './recorded.ts';
import type { SessionFiles } from './session-files.ts';

export interface CommandHost {
  handlers: ReadonlyMap<string, CommandHandler>;
  broker: Broker;
  held: HeldMarks;
  files: SessionFiles;
  /** Line of the running piece. */
  line(): string;
  /** Stops the session; throws. */
  stop(error: Error): never;
}

/** Name of the command that `guardArithmetic` puts in front of arithmetic. */
export const NUMBER_CHECK = 'steady-number';
/** Name of the command that stands for every program without handler. */
export const UNKNOWN_PROGRAM = 'steady-unknown';

export function sessionCommands(host: CommandHost): CustomCommand[] {
  return [
    ...[...host.handlers.values()].map((handler) =>
      defineCommand(handler.grammar.program, async (argv, shell) =>
        toShell(await host.broker.call(handler, argv, shell)),
      ),
    ),
    ...PURE_TOOLS.filter((name) => !host.handlers.has(name)).map((name) =>
      defineCommand(name, (argv, shell) => {
        if (!varies(name, argv)) return runAny(host, name, { argv, shell });
        return name === 'printf' ? runVaryingPrintf(host, { argv, shell }) : runVarying(host, name, { argv, shell });
      }),
    ),
    defineCommand(NUMBER_CHECK, async (names, shell) => checkNumbers(host, names, shell)),
    defineCommand(UNKNOWN_PROGRAM, async ([program = '']) =>
      host.stop(new SteadyError('PROGRAM_UNKNOWN', { program, line: host.line() })),
    ),
  ];
}

type ToolRunner = (host: CommandHost, argv: string[], shell: ResolvedCommandContext) => Promise<ExecResult>;

const toolRunners: ReadonlyMap<string, ToolRunner> = new Map([
  ...FILTERS.map((name) => [name, runFilter] as const),
  ['bash', runScript],
  ['sh', runScript],
  ['timeout', (host, argv, shell) => host.broker.underTimeout(() => runTool(host, argv, shell))],
]);

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

/** Lets the rest of the process have its turn, a cancellation above all: a loop of pure tools would never. */
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
      handlers: host.handlers,
      functions: new Set(),
      isSet: (name) => Object.hasOwn(exported, name),
      readFile: (path) => readText(path, shell),
      line: Number(host.line()),
    });
  } catch (error) {
    host.stop(error instanceof Error ? error : new SteadyError('INTERNAL', { reason: String(error) }));
  }
  const guarded = `set -u\n${guardArithmetic(text, NUMBER_CHECK)}`;
  return original([...options, '-c', guarded, ...parameters], shell);
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

/** The interpreter's own tool of this name. */
async function original(argv: string[], shell: ResolvedCommandContext): Promise<ExecResult> {
  if (shell.origCommand === undefined) throw new SteadyError('INTERNAL', { reason: 'a tool of the shell is missing' });
  return shell.origCommand(argv);
}
