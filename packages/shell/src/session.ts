/**
 * A session: one shell in which every program is a handler.
 *
 * S1 Variables, functions and the working folder last from block to block.
 * S2 A block that could not run whole, or would give a wrong answer, is refused before its first command.
 * S3 A name without a value never becomes an empty string or a zero.
 * S4 Every program that is not a pure tool reaches its handler with expanded arguments, or stops the session.
 * S5 A refusal, a failure and a cancellation stop the shell in every construct.
 * S6 After a held command nothing waits: `sleep` returns, a repeated read ends the block.
 * S7 Writes stay in the session; connections made by the shell itself are refused.
 * S8 Everything that leaves the session passes the redactor.
 * S9 A session that is given the record of an earlier life goes the same way, from its first block on, and shows only
 *    what is new (rules of the replay: replay.ts; what it saw of the caller's folder: host-folder.ts).
 * S10 An interruption stops the session before the next command, and at once where nothing is being changed.
 * S11 A session that recovers is as it was before the piece that was stopped; only the end of its run ends it.
 * Calls of handlers: B1 to B7 in broker.ts.
 */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { type Piece, quoteWord, type ShellAnalysis, splitPieces } from '@steadyhand/bash';
import { type Call, type CommandHandler, type ErrorCode, type SessionDisk, SteadyError } from '@steadyhand/contracts';
import { BlockEnd } from './block-end.ts';
import { Broker } from './broker.ts';
import { checkShell, probedPrograms, refused } from './check.ts';
import { ExitTraps, ownFunctions } from './exit-traps.ts';
import { guardText } from './guard-text.ts';
import { HeldMarks } from './held.ts';
import { HostFolder } from './host-folder.ts';
import { Interpreter, type PieceOutcome, type ShellState } from './interpreter.ts';
import { Jobs } from './jobs.ts';
import { LiveOutput } from './live-output.ts';
import type { CurrentPiece } from './one-call.ts';
import type { PersonReadsHost } from './person-reads.ts';
import { definesFunctionsOnly, simpleProgram } from './piece-shape.ts';
import { isShellTool, PURE_TOOLS } from './programs.ts';
import { RECORDED_TOOLS } from './recorded.ts';
import { withoutSecrets } from './redact.ts';
import { sessionCommands, UNKNOWN_PROGRAM } from './session-commands.ts';
import { createSessionFiles, HOME, PROJECT, type SessionFiles } from './session-files.ts';
import type { BlockResult, Session, SessionBlock, SessionOptions } from './session-types.ts';
import { statusOf } from './status.ts';
import { isOwnName, LEAVE, SESSION_SHELL } from './trap-functions.ts';
import type { WatchHost } from './watch.ts';
import { WATCH } from './watch-words.ts';

const NO_WORDS = { stdin: null, unresolved: new Set<number>() };

export async function openSession(options: SessionOptions): Promise<Session> {
  const session = new ShellSession(options);
  await session.open();
  return session;
}

class ShellSession implements Session {
  readonly #options: SessionOptions;
  readonly #handlers: ReadonlyMap<string, CommandHandler>;
  readonly #files: SessionFiles;
  readonly #held: HeldMarks;
  readonly #broker: Broker;
  readonly #functions = new Set<string>();
  /** Names that earlier blocks set: the interpreter does not show its arrays. */
  readonly #names = new Set<string>();
  /** Text of the pieces that define functions: what a new shell needs to have the same ones. */
  #definitions: string[] = [];
  readonly #jobs = new Jobs();
  readonly #traps = new ExitTraps();
  /** Where the trap was set that is carried out at the end. */
  #trapped: { stepId: string; line: number } | null = null;
  #interpreter: Interpreter | null = null;
  #piece: CurrentPiece | null = null;
  #failure: Error | null = null;
  #ended = false;
  /** What the shell had before the piece that runs: what a session that recovers goes back to. */
  #before: { state: ShellState; definitions: string } | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#handlers = new Map([
      ...RECORDED_TOOLS.map((tool) => [tool.grammar.program, tool] as const),
      // What is not installed does not exist, for who asks the shell (`command -v`).
      ...[...options.handlers].filter(
        ([program]) => this.#refusal({ program, argv: [], ...NO_WORDS })?.code !== 'PROGRAM_NOT_INSTALLED',
      ),
    ]);
    this.#held = new HeldMarks(options.runId, options.lane);
    const runKey = options.runKey ?? randomBytes(32);
    this.#files = createSessionFiles(this.#hostFolder(runKey), {
      isProgram: (name) => this.#handlers.has(name) || isShellTool(name) || name.startsWith('steady-'),
      refuseDevice: (path) =>
        this.#stop(refused(path, this.#line(), 'a connection made by the shell would not reach anything')),
      refusal: (path) => `${UNKNOWN_PROGRAM} ${quoteWord(path.replace(/^.*\//s, ''))}\n`,
    });
    this.#broker = new Broker(options, {
      runKey,
      held: this.#held,
      disk: this.#disk(),
      piece: () => this.#piece ?? { stepId: '', line: 0, text: '', live: null },
      signal: () => this.#interpreter?.signal ?? options.signal,
      fail: (error) => this.#fail(error),
      stop: (error) => this.#stop(error),
    });
  }

  #hostFolder(runKey: Uint8Array): HostFolder | null {
    const { workingFolder, hostFiles } = this.#options;
    if (workingFolder === null) return null;
    return new HostFolder({
      ...this.#options,
      runKey,
      root: workingFolder,
      mount: PROJECT,
      recorded: hostFiles?.recorded ?? new Map(),
      line: () => this.#piece?.line ?? 0,
      interrupt: (error) => this.#broker.interrupt(error),
    });
  }

  #refusal(call: Call): SteadyError | null {
    const { handlers, target } = this.#options;
    return handlers.get(call.program)?.refusal?.(call, target) ?? null;
  }

  #disk(): SessionDisk | null {
    const { workingFolder: root } = this.#options;
    return root === null ? null : { root: resolve(root), mount: PROJECT, wroteAt: (path) => this.#files.wroteAt(path) };
  }

  async open(): Promise<void> {
    const { home } = this.#files;
    await this.#files.fs.mkdir('/tmp', { recursive: true });
    const exported = { ...this.#options.env, HOME };
    await this.#startShell({ variables: new Map(), exported, cwd: home });
    this.#options.signal.addEventListener('abort', this.#cancel, { once: true });
  }

  readonly #cancel = (): void => {
    this.#fail(new SteadyError('INTERRUPTED'));
  };

  async #startShell(state: ShellState, definitions = ''): Promise<void> {
    this.#interpreter = await Interpreter.start({
      fs: this.#files.fs,
      tools: PURE_TOOLS,
      commands: sessionCommands({
        handlers: this.#handlers,
        refusal: (call) => this.#refusal(call),
        broker: this.#broker,
        held: this.#held,
        files: this.#files,
        exported: state.exported,
        ...this.#asking(),
        jobs: this.#jobs,
        traps: this.#traps,
        stepId: () => this.#piece?.stepId ?? '',
        watchOutput: () => (this.#piece?.live?.program === WATCH ? this.#piece.live.output : null),
        say: (text) => this.#say(text),
        line: () => this.#line(),
        stop: (error) => this.#stop(error),
      }),
      state,
      prelude: [...this.#definitions, definitions].join('\n'),
    });
    // What came before there was a shell, or while one took the place of another.
    if (this.#options.signal.aborted) this.#cancel();
    if (this.#broker.interruption) this.#fail(this.#broker.interruption);
  }

  #asking(): Pick<PersonReadsHost, 'askLine'> & Pick<WatchHost, 'beginWatch'> {
    const { askLine, beginWatch, redactor } = this.#options;
    return {
      ...(askLine && { askLine: (question) => askLine({ ...question, text: redactor.text(question.text) }) }),
      ...(beginWatch && { beginWatch }),
    };
  }

  #say(text: string): void {
    const { onOutput, redactor, showReplayed = false } = this.#options;
    if (this.#broker.replaying && !showReplayed) return;
    onOutput({ stepId: this.#piece?.stepId ?? '', stream: 'stderr', text: redactor.text(text) });
  }

  async run(block: SessionBlock): Promise<BlockResult> {
    if (!this.#options.recovers) return this.#runBlock(block);
    try {
      const result = await this.#runBlock(block);
      if (this.#failure) throw this.#failure;
      return result;
    } catch (error) {
      await this.#recover(error);
      throw error;
    }
  }

  /** S11. A block that was refused before its first command left the shell as it was. */
  async #recover(error: unknown): Promise<void> {
    if (this.#ended || this.#options.signal.aborted) return;
    if (this.#failure !== null) {
      const { state, definitions } = this.#before ?? { state: this.#shell().state, definitions: '' };
      this.#failure = null;
      this.#broker.forgetInterruption();
      await this.#startShell(state, definitions);
    }
    this.#shell().restoreStatus(statusOf(error));
  }

  async #runBlock(block: SessionBlock): Promise<BlockResult> {
    if (this.#failure) throw this.#failure;
    if (this.#ended)
      throw new SteadyError('SESSION_ENDED', { line: String(block.line), reason: 'it had ended before' });
    if (this.#piece) throw new SteadyError('INTERNAL', { reason: 'a session runs one block at a time' });
    const analysis = await this.#check(block);
    this.#files.probe(probedPrograms(analysis));
    for (const name of analysis.functions) this.#functions.add(name);
    for (const name of analysis.sets) this.#names.add(name);
    const left = { ended: false, wouldWait: null, skipped: null };
    const result: BlockResult = { exitCode: 0, stdout: '', stderr: '', ...left, pieces: [] };
    for (const piece of splitPieces(block.text)) {
      const goesOn = await this.#runPiece(piece, block, result);
      if (!goesOn || result.wouldWait !== null || result.skipped !== null) break;
    }
    return result;
  }

  async #check(block: SessionBlock): Promise<ShellAnalysis> {
    const { redactor } = this.#options;
    try {
      const analysis = await checkShell(block.text, {
        handlers: this.#handlers,
        refusal: (call) => this.#refusal(call),
        asks: this.#options.askLine !== undefined,
        functions: this.#functions,
        isSet: (name) => this.#shell().state.variables.has(name) || this.#names.has(name),
        readFile: (path) => this.#readText(path),
        line: block.line,
      });
      if (this.#failure) throw this.#failure;
      return analysis;
    } catch (error) {
      // A file that could not be read stopped the session; the check takes it for one that is not there.
      throw this.#failure ?? withoutSecrets(error, redactor);
    }
  }

  /** Whether the shell is there for the next piece. */
  async #runPiece(piece: Piece, block: SessionBlock, result: BlockResult): Promise<boolean> {
    const { redactor, showReplayed = false, recovers = false } = this.#options;
    const { stepId } = block;
    const { written } = this.#broker;
    const isKnown = this.#broker.replaying && !showReplayed;
    const show = (stream: 'stdout' | 'stderr', text: string): void => {
      const isReplay = isKnown && this.#broker.written === written;
      if (text !== '' && !isReplay) this.#options.onOutput({ stepId, stream, text });
    };
    const output = new LiveOutput(redactor, (text) => show('stdout', text));
    const program = simpleProgram(piece.text);
    const line = block.line + piece.line - 1;
    this.#piece = { stepId, line, text: piece.text, live: program === null ? null : { program, output } };
    this.#held.startPiece();
    if (recovers) this.#before = { definitions: await this.#shell().definitions(), state: this.#shell().state };
    const before = this.#shell().state;
    const outcome = await this.#feed(piece.text, before);
    if (outcome instanceof BlockEnd) result[outcome.why] = redactor.text(outcome.command);
    const { exitCode, stdout, stderr, ended, unbound } =
      outcome instanceof BlockEnd
        ? { exitCode: 0, stdout: '', stderr: `${outcome.message}\n`, ended: false, unbound: false }
        : outcome;
    output.finish(stdout);
    const shown = { exitCode, stdout: redactor.text(stdout), stderr: redactor.text(stderr) };
    show('stderr', shown.stderr);
    result.pieces.push({ line, endLine: block.line + piece.endLine - 1, ...shown });
    this.#ended = ended && !(unbound && recovers);
    if (ended && !this.#ended) await this.#startShell(this.#shell().state, this.#before?.definitions);
    if (ended && !this.#ended) this.#shell().restoreStatus(exitCode);
    Object.assign(result, {
      exitCode,
      ended: this.#ended,
      stdout: result.stdout + shown.stdout,
      stderr: result.stderr + shown.stderr,
    });
    this.#remember(piece.text, { stepId, line });
    return !ended;
  }

  #remember(text: string, place: { stepId: string; line: number }): void {
    if (definesFunctionsOnly(text)) {
      this.#definitions.push(guardText(text));
      const names = [...this.#traps.functionsOf(SESSION_SHELL), ...ownFunctions(text).names];
      this.#traps.setFunctions(SESSION_SHELL, new Set(names));
    }
    if (this.#traps.textOf(SESSION_SHELL) === null) this.#trapped = null;
    else this.#trapped ??= place;
  }

  /** Where a trap was set that is to be carried out when the shell ends, or null. */
  trapped(): { stepId: string; line: number } | null {
    return this.#ended || this.#failure ? null : this.#trapped;
  }

  /** A shell that ended in the middle did not come to its trap: another one with its variables does. */
  async #leave(outcome: PieceOutcome): Promise<PieceOutcome> {
    const { ended, unbound, exitCode, variables = this.#shell().state.variables } = outcome;
    const goesOn = !ended || (unbound && this.#options.recovers);
    if (goesOn || this.#traps.textOf(SESSION_SHELL) === null) return outcome;
    const { state } = this.#shell();
    await this.#startShell({ ...state, variables, cwd: variables.get('PWD') ?? state.cwd });
    const last = await this.#shell().run(`${LEAVE} ${exitCode}`);
    return { ...last, stdout: outcome.stdout + last.stdout, stderr: outcome.stderr + last.stderr };
  }

  async #feed(text: string, before: ShellState): Promise<PieceOutcome | BlockEnd> {
    const { redactor } = this.#options;
    try {
      return await this.#leave(await this.#shell().run(guardText(text)));
    } catch (error) {
      await this.#broker.settled();
      const failure = this.#failure ?? withoutSecrets(new SteadyError('INTERNAL', { reason: String(error) }), redactor);
      if (!(failure instanceof BlockEnd)) throw failure;
      this.#failure = null;
      await this.#startShell(before, this.#before?.definitions);
      return failure;
    } finally {
      this.#piece = null;
    }
  }

  interrupt(error: SteadyError, { now } = { now: false }): void {
    this.#broker.interrupt(error);
    if (now) this.#fail(error);
  }

  replaying(): boolean {
    return this.#broker.replaying;
  }

  env(): Readonly<Record<string, string>> {
    const { variables } = this.#shell().state;
    return Object.fromEntries([...variables].filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !isOwnName(name)));
  }

  async readFile(path: string): Promise<Uint8Array> {
    const { fs } = this.#files;
    return fs.readFileBuffer(fs.resolvePath(this.#shell().state.cwd, path));
  }

  async readFolder(path: string): Promise<string[]> {
    const { fs } = this.#files;
    const folder = fs.resolvePath(this.#shell().state.cwd, path);
    const names = await fs.readdir(folder).catch(() => []);
    const isFolder = async (name: string): Promise<boolean> =>
      fs.stat(`${folder}/${name}`).then(
        (found) => found.isDirectory,
        () => false,
      );
    return Promise.all(names.map(async (name) => ((await isFolder(name)) ? `${name}/` : name)));
  }

  async close(): Promise<{ files: string[] }> {
    this.#options.signal.removeEventListener('abort', this.#cancel);
    this.#ended = true;
    await this.#interpreter?.close();
    await this.#broker.settled();
    return { files: await this.#files.written() };
  }

  /** Throwing alone is no more than a failed command to a shell, in every construct; aborting ends it (S5). */
  #stop(error: Error): never {
    throw this.#fail(error);
  }

  /** What the session rejects with from now on. */
  #fail(error: Error): Error {
    const failure = withoutSecrets(error, this.#options.redactor);
    // That a change is unknown matters more than that somebody cancelled.
    const holds = this.#failure === null || isCode(failure, 'COMMAND_INTERRUPTED') ? failure : this.#failure;
    this.#failure = holds;
    this.#interpreter?.abort(holds);
    return holds;
  }

  #shell(): Interpreter {
    if (this.#interpreter === null) throw new SteadyError('INTERNAL', { reason: 'the session is not open' });
    return this.#interpreter;
  }

  #line(): string {
    return String(this.#piece?.line ?? 0);
  }

  async #readText(path: string): Promise<string | null> {
    try {
      return new TextDecoder().decode(await this.readFile(path));
    } catch {
      return null;
    }
  }
}

function isCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof SteadyError && error.code === code;
}
