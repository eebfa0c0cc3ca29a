/**
 * One `exec` of just-bash that is fed piece by piece. The interpreter forgets everything between two `exec` calls, so a
 * loop inside of it asks for the next piece with a command that waits here until there is one.
 */
import { randomBytes } from 'node:crypto';
import { quoteWord } from '@steadyhand/bash';
import {
  Bash,
  type BashExecResult,
  type CommandName,
  type CustomCommand,
  defineCommand,
  type IFileSystem,
  type ResolvedCommandContext,
} from 'just-bash';
import { GUARD_FUNCTIONS } from './guard-text.ts';
import { OWN_FOLDER } from './session-files.ts';
import { isOwnName, nameShell, SESSION_SHELL, STATUS } from './trap-functions.ts';

/** What the next piece finds. */
export interface ShellState {
  variables: ReadonlyMap<string, string>;
  exported: Readonly<Record<string, string>>;
  cwd: string;
}

export interface PieceOutcome {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** The shell exited: `exit`, a failing `set -e`, a name without a value. */
  ended: boolean;
  /** It did for a name without a value, where a shell that a person types into goes on. */
  unbound: boolean;
  /** Those of a shell that ended in the middle, as far as they are known. */
  variables?: ReadonlyMap<string, string>;
}

export interface InterpreterOptions {
  fs: IFileSystem;
  tools: readonly CommandName[];
  commands: readonly CustomCommand[];
  state: ShellState;
  /** Definitions that are carried out before the first piece. */
  prelude: string;
  /** What `$?` is for the first piece; 0 when left out. */
  status?: number;
}

const [PIECE, OUT, ERR, IN] = ['piece', 'out', 'err', 'in'].map((name) => `${OWN_FOLDER}/${name}`) as [
  string,
  string,
  string,
  string,
];
const UNBOUND = /(^|\n)bash: [^\n]*: unbound variable\n?$/;

/** What the interpreter tells its programmer about a limit. */
const ADVICE = /, increase executionLimits\.\w+/g;

/** Sessions may be long; what bounds them is the run's own signal. */
const LIMITS = {
  maxExecutionTimeMs: Number.POSITIVE_INFINITY,
  maxCommandCount: 1e9,
  // A loop of builtins alone never lets anything else happen; this many turns of one take less than a second.
  maxLoopIterations: 10_000,
  maxWorkUnits: 1e12,
  maxInputBytes: 1e12,
  maxOutputSize: 2 ** 31,
};

export class Interpreter {
  readonly #fs: IFileSystem;
  readonly #controller = new AbortController();
  #state: ShellState;
  #exitCode = 0;
  /** What `$?` is to be for the next piece, in place of what the shell has. */
  #restored: number | null;
  /** Hands the next piece to the waiting loop; null while a piece is running. */
  #give: ((piece: string | null) => void) | null = null;
  #asked: () => void = () => undefined;
  /** Not to be guessed: shell that asked for a piece itself would take the loop's place. */
  readonly #ask = `steady-next-${randomBytes(8).toString('hex')}`;
  #exec: Promise<BashExecResult> | null = null;

  constructor(options: InterpreterOptions) {
    this.#fs = options.fs;
    this.#state = options.state;
    this.#restored = options.status ?? null;
  }

  static async start(options: InterpreterOptions): Promise<Interpreter> {
    const interpreter = new Interpreter(options);
    await interpreter.#start(options);
    return interpreter;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get state(): ShellState {
    return this.#state;
  }

  /** Stops whatever runs; the loop cannot go on in any construct. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
    this.#give?.(null);
  }

  async #start({ fs, tools, commands, state, prelude }: InterpreterOptions): Promise<void> {
    await fs.mkdir(OWN_FOLDER, { recursive: true });
    for (const file of [PIECE, OUT, ERR, IN]) await fs.writeFile(file, '');
    const bash = new Bash({
      fs,
      cwd: state.cwd,
      env: { ...state.exported },
      commands: [...tools],
      customCommands: [
        ...commands,
        defineCommand(this.#ask, ([status], context) => this.#next(Number(status), context)),
        defineCommand(STATUS, async ([status]) => ({ stdout: '', stderr: '', exitCode: Number(status) })),
      ],
      executionLimits: LIMITS,
      // It replaces globals of the whole process; what runs here is handlers, and shell that has no JavaScript.
      defenseInDepth: false,
    });
    const own = [...state.variables].filter(
      ([name]) => /^[A-Za-z_]\w*$/.test(name) && !(name in state.exported) && !KEPT.has(name) && !isOwnName(name),
    );
    const variables = own.map(([name, value]) => `${name}=${quoteWord(value)}`);
    const asked = this.#untilAsked();
    const loop = `while ${this.#ask} "$?"; do source ${PIECE} >${OUT} 2>${ERR} <${IN}; done`;
    const script = [
      'unset HOSTNAME',
      ...variables,
      GUARD_FUNCTIONS,
      nameShell(SESSION_SHELL),
      prelude,
      'readonly PATH',
      'set -u',
      loop,
    ].join('\n');
    this.#exec = bash.exec(script, { signal: this.signal, rawScript: true });
    // A rejection is looked at when a piece ends; until then it must not count as unhandled.
    this.#exec.catch(() => undefined);
    await Promise.race([asked, this.#exec]);
  }

  #untilAsked(): Promise<void> {
    return new Promise((resolve) => {
      this.#asked = resolve;
    });
  }

  async #next(
    status: number,
    context: ResolvedCommandContext,
  ): Promise<{ stdout: string; stderr: string; exitCode: number }> {
    this.#exitCode = status;
    this.#state = {
      variables: new Map(context.env),
      exported: { ...context.exportedEnv },
      cwd: context.cwd,
    };
    const piece = await new Promise<string | null>((resolve) => {
      this.#give = resolve;
      this.#asked();
    });
    this.#give = null;
    if (piece === null) return { stdout: '', stderr: '', exitCode: 1 };
    await this.#fs.writeFile(PIECE, piece);
    return { stdout: '', stderr: '', exitCode: 0 };
  }

  /** Runs one piece. Rejects with the reason of `abort` when it was stopped. */
  async run(piece: string): Promise<PieceOutcome> {
    const asked = this.#untilAsked();
    await this.#fs.writeFile(OUT, '');
    await this.#fs.writeFile(ERR, '');
    const status = this.#restored ?? this.#exitCode;
    this.#restored = null;
    const keepsStatus = status !== 0 && /\$\?|PIPESTATUS/.test(piece);
    this.#give?.(`${keepsStatus ? `${STATUS} ${status}\n` : ''}${piece}\n`);
    const exit = await Promise.race([asked.then(() => null), this.#exec]);
    this.signal.throwIfAborted();
    const stdout = (await this.#fs.readFile(OUT)) + (exit?.stdout ?? '');
    const stderr = ((await this.#fs.readFile(ERR)) + (exit?.stderr ?? '')).replace(ADVICE, '; the session ends');
    if (exit !== null) {
      const variables = new Map([...this.#state.variables, ...Object.entries(exit.env)]);
      return { exitCode: exit.exitCode, stdout, stderr, ended: true, unbound: false, variables };
    }
    // Bash exits where a name has no value; inside `source` the interpreter only leaves the file.
    const ended = this.#exitCode !== 0 && UNBOUND.test(stderr);
    if (ended) await this.close();
    return { exitCode: this.#exitCode, stdout, stderr, ended, unbound: ended };
  }

  /** What the next piece finds in `$?`. */
  restoreStatus(status: number): void {
    this.#restored = status;
  }

  /** Shell text that makes its arrays and options again, which `state` does not have. Leaves `$?` as it is. */
  async definitions(): Promise<string> {
    const status = this.#restored ?? this.#exitCode;
    const { stdout } = await this.run('declare -a; declare -A; shopt -p; set +o');
    this.#restored = status;
    const lines = stdout.split('\n').filter((line) => !/^(declare -a PIPESTATUS=|set \+o |set -o nounset)/.test(line));
    // `declare -a X=("a b")` splits its words in this interpreter; an assignment does not.
    return lines
      .join('\n')
      .replace(/^declare -(\w+) (\w+)=/gm, (_, kind, name) =>
        kind.includes('A') ? `declare -A ${name}\n${name}=` : `${name}=`,
      );
  }

  async close(): Promise<void> {
    this.#give?.(null);
    await this.#exec?.catch(() => undefined);
  }
}

/** Variables that the interpreter sets itself. */
const KEPT = new Set([
  'PWD',
  'OLDPWD',
  'PATH',
  'HOME',
  'SHELLOPTS',
  'BASHOPTS',
  'PIPESTATUS',
  'OPTIND',
  'IFS',
  'HOSTNAME',
]);
