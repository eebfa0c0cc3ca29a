/**
 * The life of one command: sequence number, analysis, preview, guard, intent, run, outcome.
 *
 * B1 Every call of a handler has a sequence number, an intent before it runs and exactly one outcome after.
 * B2 What is refused, or fails where the world may have changed, stops the session: a shell would go on.
 * B3 A change that was stopped before it answered has the outcome `unknown`.
 * B4 A held command answers with a marker; what receives a marker is shown as depending on it.
 */
import { quoteCommand } from '@steadyhand/bash';
import {
  type Analysis,
  type Call,
  type Clock,
  type CommandContext,
  type CommandHandler,
  type CommandIntent,
  type CommandOutcome,
  type CommandResult,
  changesWorld,
  type Journal,
  SteadyError,
  type Target,
} from '@steadyhand/contracts';
import { decodeBytesToUtf8, type ResolvedCommandContext } from 'just-bash';
import { attempt, untilAborted } from './abort.ts';
import { commandDigest } from './digest.ts';
import type { HeldMarks } from './held.ts';
import type { LiveOutput } from './live-output.ts';
import { sleepMs } from './recorded.ts';
import type { Redactor } from './redact.ts';

/** What the guard is asked. */
export interface GuardRequest {
  stepId: string;
  /** Line of the runbook at which the piece of shell begins that issued the command. */
  line: number;
  call: Call;
  /** Shell-quoted, without secrets. */
  command: string;
  analysis: Analysis;
  /** In words, from the live system; empty when nothing more is known. */
  blastRadius: string;
  /** sha256 of program, arguments, working folder, target and the standard input that is read. */
  digest: string;
  dependsOnHeld: boolean;
}

/** `by` names the person or the rule. */
export type GuardDecision =
  | { verdict: 'run'; by: string }
  | { verdict: 'hold'; by: string }
  | { verdict: 'refuse'; reason: string; by: string };

export interface BrokerOptions {
  runId: string;
  lane: string;
  target: Target;
  clock: Clock;
  journal: Journal;
  guard(request: GuardRequest): Promise<GuardDecision>;
  redactor: Redactor;
}

/** The piece of shell that is running. */
export interface CurrentPiece {
  stepId: string;
  line: number;
  /** Set where the piece is one simple command, whose output may be shown while it runs. */
  live: { program: string; output: LiveOutput } | null;
}

/** The session around the broker. */
export interface BrokerHost {
  held: HeldMarks;
  piece(): CurrentPiece;
  /** Aborts when the session is stopped. */
  signal(): AbortSignal;
  /** Stops the session, so that the shell cannot go on in any construct; throws. */
  stop(error: Error): never;
}

/** A read that would wait for a held change. */
export class WouldWait extends Error {
  override readonly name = 'WouldWait';
  readonly command: string;

  constructor(command: string) {
    super(`would wait here: ${command}`);
    this.command = command;
  }
}

interface OneCall {
  handler: CommandHandler;
  call: Call;
  context: CommandContext;
  analysis: Analysis;
  command: string;
  argv: string[];
  digest: string;
  dependsOnHeld: boolean;
  seq: number;
  /** When its intent was written, on the monotonic clock; 0 before. */
  startedAtMs: number;
  piece: CurrentPiece;
}

const PREVIEW_MS = 10_000;

export class Broker {
  readonly #options: BrokerOptions;
  readonly #host: BrokerHost;
  readonly #running = new Set<Promise<unknown>>();
  #seq = 0;

  constructor(options: BrokerOptions, host: BrokerHost) {
    this.#options = options;
    this.#host = host;
  }

  /** Resolves when every call that was begun has its outcome. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  call(handler: CommandHandler, argv: readonly string[], shell: ResolvedCommandContext): Promise<CommandResult> {
    const running = this.#call(handler, argv, shell).catch((error: unknown) =>
      this.#host.stop(error instanceof Error ? error : new SteadyError('INTERNAL', { reason: String(error) })),
    );
    this.#running.add(running);
    const forget = (): boolean => this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }

  async #call(handler: CommandHandler, argv: readonly string[], shell: ResolvedCommandContext): Promise<CommandResult> {
    const one = this.#prepare(handler, argv, shell);
    const { held } = this.#host;
    const skipsSleep = one.call.program === 'sleep' && held.any && sleepMs(argv) !== null;
    if (skipsSleep) return this.#hold(one, { by: 'nothing to wait for', stdout: '' });
    const marker = one.analysis.effect === 'local' ? held.find(one.call.stdin ?? '') : null;
    if (marker !== null) return this.#hold(one, { by: 'nothing to work on', stdout: `${marker}\n` });
    const reads = one.analysis.effect === 'read' || one.analysis.effect === 'reveal';
    if (reads && held.repeats(one.digest)) return this.#wouldWait(one);
    const blastRadius = await this.#preview(one);
    const { stepId, line } = one.piece;
    const { call, command, analysis, digest, dependsOnHeld } = one;
    const decision = await untilAborted(
      this.#options.guard({ stepId, line, call, command, analysis, blastRadius, digest, dependsOnHeld }),
      one.context.signal,
    );
    if (decision.verdict === 'refuse') return this.#refuse(one, decision, blastRadius);
    if (decision.verdict === 'hold')
      return this.#hold(one, { by: decision.by, stdout: `${held.mark(one.seq)}\n`, blastRadius });
    await this.#intent(one, { verdict: 'run', approvedBy: decision.by, blastRadius });
    return this.#run(one);
  }

  #prepare(handler: CommandHandler, argv: readonly string[], shell: ResolvedCommandContext): OneCall {
    const { redactor, target } = this.#options;
    const { program } = handler.grammar;
    // Reading the input consumes it: inside `while read` it is the rest of the loop's.
    const stdin = handler.readsStdin(argv) ? decodeBytesToUtf8(shell.stdin) : null;
    const call: Call = { program, argv, stdin, unresolved: new Set() };
    const shown = redactor.argv(program, argv);
    return {
      handler,
      call,
      context: this.#context(program, shell),
      analysis: analyse(handler, call),
      command: quoteCommand(program, shown),
      argv: shown,
      digest: commandDigest({ program, argv, cwd: shell.cwd, target, stdin }),
      dependsOnHeld: [...argv, stdin ?? ''].some((text) => this.#host.held.find(text) !== null),
      seq: this.#seq++,
      startedAtMs: 0,
      piece: this.#host.piece(),
    };
  }

  #context(program: string, shell: ResolvedCommandContext): CommandContext {
    const { target, clock } = this.#options;
    const { live } = this.#host.piece();
    const signals = [this.#host.signal(), ...(shell.signal ? [shell.signal] : [])];
    return {
      target,
      clock,
      env: { ...shell.exportedEnv },
      cwd: shell.cwd,
      signal: AbortSignal.any(signals),
      readFile: (path) => shell.fs.readFileBuffer(shell.fs.resolvePath(shell.cwd, path)),
      writeFile: (path, data) => shell.fs.writeFile(shell.fs.resolvePath(shell.cwd, path), data),
      live: (chunk) => {
        if (live?.program === program) live.output.write(chunk);
      },
    };
  }

  /** A preview that fails, or takes too long, gives nothing and stops nothing. */
  async #preview({ handler, call, context, analysis, dependsOnHeld }: OneCall): Promise<string> {
    if (!handler.preview || !changesWorld(analysis.effect) || dependsOnHeld) return '';
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PREVIEW_MS)]);
    const preview = await attempt(untilAborted(handler.preview(call, { ...context, signal, live: () => {} }), signal));
    context.signal.throwIfAborted();
    return 'value' in preview ? this.#options.redactor.text(preview.value) : '';
  }

  async #run(one: OneCall): Promise<CommandResult> {
    const { redactor } = this.#options;
    const attempted = await attempt(untilAborted(one.handler.run(one.call, one.context), one.context.signal));
    if ('error' in attempted) return this.#failed(one, attempted.error);
    const result = attempted.value;
    for (const secret of result.secrets ?? []) redactor.add(secret);
    const reveals = one.analysis.effect === 'reveal' && result.secrets === undefined;
    if (reveals && result.exitCode === 0) redactor.add(result.stdout.trim());
    const stdout = result.binary ? `[${result.stdout.length} bytes]` : redactor.text(result.stdout);
    await this.#outcome(one, {
      state: 'done',
      exitCode: result.exitCode,
      stdout,
      stderr: redactor.text(result.stderr),
    });
    return result;
  }

  async #failed(one: OneCall, error: unknown): Promise<CommandResult> {
    const { command, context, analysis } = one;
    const sessionStopped = this.#host.signal().aborted;
    const harmless =
      !changesWorld(analysis.effect) || (error instanceof SteadyError && error.state === 'Nothing was changed.');
    const message = error instanceof Error ? error.message : String(error);
    const stderr = this.#options.redactor.text(`${message}\n`);
    await this.#outcome(one, { state: harmless ? 'interrupted' : 'unknown', exitCode: 130, stdout: '', stderr });
    if (!harmless) {
      const state = `Unknown: check ${analysis.resources.map(({ type, id }) => `${type} ${id}`).join(', ') || command}.`;
      throw new SteadyError('COMMAND_INTERRUPTED', { command }, { state, cause: error });
    }
    // The shell's own `timeout` cut a read: the script goes on as it would anywhere.
    if (context.signal.aborted && !sessionStopped) return { exitCode: 124, stdout: '', stderr: '' };
    if (sessionStopped) throw new SteadyError('INTERRUPTED', {}, { cause: error });
    throw error instanceof SteadyError
      ? error
      : new SteadyError('INTERNAL', { reason: stderr.trim() }, { cause: error });
  }

  async #refuse(one: OneCall, decision: { reason: string; by: string }, blastRadius: string): Promise<never> {
    await this.#intent(one, { verdict: 'refuse', approvedBy: null, blastRadius });
    await this.#outcome(one, { state: 'refused', exitCode: 126, stdout: '', stderr: `${decision.reason}\n` });
    const { command } = one;
    throw new SteadyError('COMMAND_REFUSED', { command, reason: `${decision.reason}; by ${decision.by}` });
  }

  async #hold(one: OneCall, held: { by: string; stdout: string; blastRadius?: string }): Promise<CommandResult> {
    const { by, stdout, blastRadius = '' } = held;
    await this.#intent(one, { verdict: 'hold', approvedBy: by, blastRadius });
    const stderr = `held: ${one.command}\n`;
    await this.#outcome(one, { state: 'held', exitCode: 0, stdout, stderr });
    return { exitCode: 0, stdout, stderr };
  }

  async #wouldWait(one: OneCall): Promise<never> {
    await this.#intent(one, { verdict: 'hold', approvedBy: null, blastRadius: '' });
    const error = new WouldWait(one.command);
    await this.#outcome(one, { state: 'held', exitCode: 0, stdout: '', stderr: `${error.message}\n` });
    throw error;
  }

  #intent(one: OneCall, decided: Pick<CommandIntent, 'verdict' | 'approvedBy' | 'blastRadius'>): Promise<void> {
    const { runId, lane, clock, journal, redactor } = this.#options;
    const { effect, operation, reason, resources } = one.analysis;
    one.startedAtMs = performance.now();
    return journal.append({
      type: 'command-intent',
      runId,
      at: clock.now(),
      lane,
      seq: one.seq,
      stepId: one.piece.stepId,
      line: one.piece.line,
      program: one.call.program,
      argv: one.argv,
      digest: one.digest,
      effect,
      operation,
      reason: redactor.text(reason),
      resources: resources.map(({ type, id }) => ({ type, id: redactor.text(id) })),
      handler: one.handler.version,
      ...decided,
    });
  }

  #outcome(one: OneCall, result: Pick<CommandOutcome, 'state' | 'exitCode' | 'stdout' | 'stderr'>): Promise<void> {
    const { runId, lane, clock, journal } = this.#options;
    return journal.append({
      type: 'command-outcome',
      runId,
      at: clock.now(),
      lane,
      seq: one.seq,
      stepId: one.piece.stepId,
      durationMs: Math.round((performance.now() - one.startedAtMs) * 10) / 10,
      dependsOnHeld: one.dependsOnHeld,
      ...result,
    });
  }
}

function analyse(handler: CommandHandler, call: Call): Analysis {
  try {
    return handler.grammar.analyse(call);
  } catch {
    return { effect: 'unknown', operation: null, reason: 'the analysis failed', resources: [], arguments: [] };
  }
}
