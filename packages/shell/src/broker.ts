/**
 * The life of one command: sequence number, analysis, preview, guard, intent, run, outcome. What an earlier life of the
 * lane recorded is taken from there (replay.ts).
 *
 * B1 Every call of a handler has a sequence number, an intent before it runs and exactly one outcome after.
 * B2 What is refused, or fails where the world may have changed, stops the session: a shell would go on.
 * B3 A change that was stopped before it answered has the outcome `unknown`.
 * B4 A held command answers with a marker; what receives a marker is shown as depending on it.
 */
import { randomBytes } from 'node:crypto';
import {
  type Analysis,
  type Call,
  type Clock,
  type CommandHandler,
  type CommandResult,
  changesWorld,
  type Journal,
  SteadyError,
  type Target,
} from '@steadyhand/contracts';
import type { ResolvedCommandContext } from 'just-bash';
import { attempt, untilAborted } from './abort.ts';
import { CommandLog } from './command-log.ts';
import { emptyValues } from './empty-values.ts';
import type { HeldMarks } from './held.ts';
import {
  heldSecret,
  keepResult,
  keptBytes,
  MAX_KEPT_BYTES,
  recallResult,
  sameSecrets,
  type WholeResult,
} from './kept-result.ts';
import { type CurrentPiece, type OneCall, prepareCall } from './one-call.ts';
import { type OnUnknown, settle } from './reconcile.ts';
import { sleepMs } from './recorded.ts';
import type { Redactor } from './redact.ts';
import { CUT_BY_TIMEOUT, diverged, type RecordedCall, Replay, replayStep } from './replay.ts';

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
  /**
   * sha256 of program, arguments, working folder, target and the standard input that is read; signed with the run's
   * key where a secret is among them.
   */
  digest: string;
  dependsOnHeld: boolean;
  /** What is empty in a change, and would stand for nothing: `$TASK`, `an argument`. */
  emptyValues: readonly string[];
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
  /** What earlier lives of this lane recorded, by number without gaps. */
  recorded?: readonly RecordedCall[];
  /** Asked what became of a change without outcome, where its handler cannot tell; without it the session stops. */
  onUnknown?: OnUnknown;
  /** Of all lives of the run, and secret: without it, what held a secret cannot be replayed. */
  runKey?: Uint8Array;
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

/** What a held command answers. */
interface Held {
  by: string;
  stdout: string;
  blastRadius?: string;
}

const PREVIEW_MS = 10_000;
const REMOVED = 'replayed: a secret was removed from this output\n';

export class Broker {
  readonly #options: BrokerOptions;
  readonly #host: BrokerHost;
  readonly #replay: Replay;
  readonly #log: CommandLog;
  readonly #runKey: Uint8Array;
  readonly #running = new Set<Promise<unknown>>();
  #seq = 0;
  #timeouts = 0;

  constructor(options: BrokerOptions, host: BrokerHost) {
    this.#options = options;
    this.#host = host;
    this.#replay = new Replay(options.recorded ?? [], options);
    this.#log = new CommandLog(options);
    this.#runKey = options.runKey ?? randomBytes(32);
  }

  /** Whether recorded calls are left. */
  get replaying(): boolean {
    return this.#replay.pending;
  }

  /** Events that this life wrote. */
  get written(): number {
    return this.#log.written;
  }

  /** Resolves when every call that was begun has its outcome. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  /** Runs something under the shell's own `timeout`, which may cut the commands in it. */
  async underTimeout<T>(work: () => Promise<T>): Promise<T> {
    this.#timeouts += 1;
    try {
      return await work();
    } finally {
      this.#timeouts -= 1;
    }
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
    const { held } = this.#host;
    const one = prepareCall({
      ...this.#options,
      runKey: this.#runKey,
      seq: this.#seq++,
      handler,
      argv,
      shell,
      piece: this.#host.piece(),
      stopped: this.#host.signal(),
      isHeld: (text) => held.find(text) !== null,
    });
    one.record = this.#replay.take(one);
    const reads = one.analysis.effect === 'read' || one.analysis.effect === 'reveal';
    const repeats = reads && held.repeats(one.digests[0]);
    if (one.record !== null) return this.#again(one, one.record);
    const foregone = this.#foregone(one);
    if (foregone !== null) return this.#hold(one, foregone);
    return repeats ? this.#wouldWait(one) : this.#ask(one);
  }

  /** The answer of a command that has nothing to wait for, or to work on, since something was held. */
  #foregone({ call, analysis, dependsOnHeld }: OneCall): Held | null {
    const { held } = this.#host;
    if (call.program === 'sleep' && held.any && sleepMs(call.argv) !== null)
      return { by: 'nothing to wait for', stdout: '' };
    if (!dependsOnHeld || changesWorld(analysis.effect)) return null;
    // A read would ask the world about what never was.
    const marker = [call.stdin ?? '', ...call.argv].map((text) => held.find(text)).find((found) => found !== null);
    return { by: 'nothing to work on', stdout: `${marker}\n` };
  }

  async #ask(one: OneCall): Promise<CommandResult> {
    const blastRadius = await this.#preview(one);
    const { stepId, line } = one.piece;
    const { call, command, analysis, dependsOnHeld } = one;
    const [digest] = one.digests;
    const empty = changesWorld(analysis.effect) ? emptyValues(one.piece.text, call, one.valueOf) : [];
    const about = { stepId, line, call, command, analysis, blastRadius, digest, dependsOnHeld, emptyValues: empty };
    const decision = await untilAborted(this.#options.guard(about), one.context.signal);
    if (decision.verdict === 'refuse') return this.#refuse(one, decision, blastRadius);
    if (decision.verdict === 'hold') return this.#hold(one, { by: decision.by, stdout: this.#mark(one), blastRadius });
    await this.#log.intent(one, { verdict: 'run', approvedBy: decision.by, blastRadius });
    return this.#run(one);
  }

  /** A call that an earlier life recorded. */
  async #again(one: OneCall, record: RecordedCall): Promise<CommandResult> {
    const { intent, outcome } = record;
    switch (replayStep(record, one.analysis.effect)) {
      case 'return':
        return this.#recall(one);
      case 'compare':
        return this.#compare(one);
      case 'cut':
        return this.#cut(one);
      case 'would-wait':
        return this.#wouldWait(one);
      case 'hold':
        return this.#hold(one, this.#foregone(one) ?? { by: intent.approvedBy ?? '', stdout: this.#mark(one) });
      case 'refuse': {
        const reason = outcome?.stderr.trim() ?? 'it was refused before';
        return this.#refuse(one, { reason, by: 'the record' }, intent.blastRadius);
      }
      case 'run':
        await this.#log.intent(one, intent);
        return this.#run(one);
      case 'reconcile':
        return this.#reconcile(one, record);
    }
  }

  async #recall({ record, context, command, piece }: OneCall): Promise<CommandResult> {
    const kept = record?.outcome;
    if (!kept) throw new SteadyError('INTERNAL', { reason: `line ${piece.line}: ${command} has no outcome to return` });
    const { result, files } = recallResult(kept);
    for (const [path, data] of files) await context.writeFile(path, data);
    return heldSecret(kept) ? { ...result, stderr: `${result.stderr}${REMOVED}` } : result;
  }

  /** The record has no secrets; what held one is read again, and must be what it was. */
  async #compare(one: OneCall): Promise<CommandResult> {
    const { handler, call, context, record, files } = one;
    const attempted = await attempt(untilAborted(handler.run(call, { ...context, live: () => {} }), context.signal));
    this.#host.signal().throwIfAborted();
    if ('error' in attempted) throw diverged(one, `it held a secret, and could not be read again: ${attempted.error}`);
    this.#learn(one, attempted.value);
    const kept = record?.outcome;
    if (kept && sameSecrets(kept, { result: attempted.value, files }, this.#runKey)) return attempted.value;
    throw diverged(one, 'it held a secret, and answers something else now');
  }

  /** The shell's own `timeout` cut it; what stands after it in the same `timeout` must not run now either. */
  async #cut(one: OneCall): Promise<CommandResult> {
    if (this.#timeouts === 0) throw diverged(one, 'it was cut by a timeout, and has none now');
    await attempt(untilAborted(new Promise(() => undefined), one.context.signal));
    this.#host.signal().throwIfAborted();
    return { exitCode: CUT_BY_TIMEOUT, stdout: '', stderr: '' };
  }

  async #reconcile(one: OneCall, record: RecordedCall): Promise<CommandResult> {
    const { answer, ...how } = await settle(one, record, this.#options.onUnknown);
    await this.#log.reconciled(one, how);
    if (how.decision === 'run-again') return this.#ask(one);
    if (how.decision === 'done') return this.#finish(one, { ...answer, stderr: '' });
    if (record.outcome === null) {
      await this.#log.outcome(one, { state: 'unknown', exitCode: 130, stdout: '', stderr: '' });
    }
    throw this.#unknown(one, how.evidence);
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
    const attempted = await attempt(untilAborted(one.handler.run(one.call, one.context), one.context.signal));
    return 'error' in attempted ? this.#failed(one, attempted.error) : this.#finish(one, attempted.value);
  }

  async #finish(one: OneCall, result: CommandResult): Promise<CommandResult> {
    this.#learn(one, result);
    const whole = { result, files: one.files };
    if (keptBytes(whole) > MAX_KEPT_BYTES) return this.#tooLarge(one, whole);
    const { redactor } = this.#options;
    await this.#log.outcome(one, { state: 'done', ...keepResult(whole, { redactor, key: this.#runKey }) });
    return result;
  }

  #learn({ analysis }: OneCall, result: CommandResult): void {
    const { redactor } = this.#options;
    for (const secret of result.secrets ?? []) redactor.add(secret);
    const reveals = analysis.effect === 'reveal' && result.secrets === undefined;
    if (reveals && result.exitCode === 0) redactor.add(result.stdout.trim());
  }

  /** A record that was cut would be replayed as if it were whole (R9). */
  async #tooLarge(one: OneCall, whole: WholeResult): Promise<never> {
    const { command, analysis } = one;
    const { exitCode } = whole.result;
    const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
    const state = changesWorld(analysis.effect)
      ? `It was carried out, with exit code ${exitCode}; its output was not kept.`
      : 'Nothing was changed.';
    const params = { command, size: mebibytes(keptBytes(whole)), limit: mebibytes(MAX_KEPT_BYTES) };
    const error = new SteadyError('OUTPUT_TOO_LARGE', params, { state });
    const outcome = changesWorld(analysis.effect) ? 'unknown' : 'interrupted';
    await this.#log.outcome(one, { state: outcome, exitCode: 130, stdout: '', stderr: `${error.message} ${state}\n` });
    throw error;
  }

  async #failed(one: OneCall, error: unknown): Promise<CommandResult> {
    const { context, analysis } = one;
    const sessionStopped = this.#host.signal().aborted;
    const harmless =
      !changesWorld(analysis.effect) || (error instanceof SteadyError && error.state === 'Nothing was changed.');
    const message = error instanceof Error ? error.message : String(error);
    const stderr = this.#options.redactor.text(`${message}\n`);
    const isCut = harmless && context.signal.aborted && !sessionStopped;
    const exitCode = isCut ? CUT_BY_TIMEOUT : 130;
    await this.#log.outcome(one, { state: harmless ? 'interrupted' : 'unknown', exitCode, stdout: '', stderr });
    if (!harmless) throw this.#unknown(one, '', error);
    // The script goes on as it would anywhere.
    if (isCut) return { exitCode, stdout: '', stderr: '' };
    if (sessionStopped) throw new SteadyError('INTERRUPTED', {}, { cause: error });
    throw error instanceof SteadyError
      ? error
      : new SteadyError('INTERNAL', { reason: stderr.trim() }, { cause: error });
  }

  #unknown({ command, analysis }: OneCall, evidence: string, cause?: unknown): SteadyError {
    const resources = analysis.resources.map(({ type, id }) => `${type} ${id}`).join(', ');
    const state = `Unknown: check ${resources || command}.${evidence === '' ? '' : ` Seen: ${evidence}.`}`;
    return new SteadyError('COMMAND_INTERRUPTED', { command }, { state, cause });
  }

  async #refuse(one: OneCall, decision: { reason: string; by: string }, blastRadius: string): Promise<never> {
    await this.#log.intent(one, { verdict: 'refuse', approvedBy: null, blastRadius });
    await this.#log.outcome(one, { state: 'refused', exitCode: 126, stdout: '', stderr: `${decision.reason}\n` });
    const { command } = one;
    throw new SteadyError('COMMAND_REFUSED', { command, reason: `${decision.reason}; by ${decision.by}` });
  }

  #mark({ seq }: OneCall): string {
    return `${this.#host.held.mark(seq)}\n`;
  }

  async #hold(one: OneCall, { by, stdout, blastRadius = '' }: Held): Promise<CommandResult> {
    await this.#log.intent(one, { verdict: 'hold', approvedBy: by, blastRadius });
    const stderr = `held: ${one.command}\n`;
    await this.#log.outcome(one, { state: 'held', exitCode: 0, stdout, stderr });
    return { exitCode: 0, stdout, stderr };
  }

  async #wouldWait(one: OneCall): Promise<never> {
    await this.#log.intent(one, { verdict: 'hold', approvedBy: null, blastRadius: '' });
    const error = new WouldWait(one.command);
    await this.#log.outcome(one, { state: 'held', exitCode: 0, stdout: '', stderr: `${error.message}\n` });
    throw error;
  }
}
