/**
 * The life of one command: sequence number, analysis, preview, guard, intent, run, outcome. What an earlier life of the
 * lane recorded is taken from there (replay.ts).
 *
 * B1 Every call of a handler has a sequence number, an intent before it runs and exactly one outcome after.
 * B2 What is refused, or fails where the world may have changed, stops the session: a shell would go on.
 * B3 A change that was stopped before it answered has the outcome `unknown`.
 * B4 A held command answers with a marker; what receives a marker is shown as depending on it.
 * B5 A command that a person skips is recorded as such, and ends its block.
 * B6 A command that a person edits keeps its number and is judged anew; its record has both, what was and what is.
 * B8 What is only looked at is judged each time, and has the number of the call that looks (watch.ts); it is not recorded.
 * B7 An interruption lets a change that is under way come to its end; nothing else.
 */
import {
  type Clock,
  type CommandHandler,
  type CommandResult,
  changesWorld,
  type Journal,
  type SessionDisk,
  SteadyError,
  type Target,
} from '@steadyhand/contracts';
import type { ResolvedCommandContext } from 'just-bash';
import { attempt, untilAborted } from './abort.ts';
import { BlockEnd } from './block-end.ts';
import { CommandLog, type Decided } from './command-log.ts';
import { Execution, isParked, unknownOutcome } from './execution.ts';
import { type GuardDecision, type GuardRequest, guardRequest } from './guard-request.ts';
import type { HeldMarks } from './held.ts';
import { heldSecret, recallResult, sameSecrets } from './kept-result.ts';
import { type Look, lookAt } from './look.ts';
import { type CallRequest, type CurrentPiece, editCall, type OneCall, prepareCall } from './one-call.ts';
import { ASKS } from './read-function.ts';
import { type OnUnknown, settle } from './reconcile.ts';
import { sleepMs } from './recorded.ts';
import type { Redactor } from './redact.ts';
import {
  CUT_BY_TIMEOUT,
  type DecidedCall,
  diverged,
  expectSame,
  type RecordedCall,
  Replay,
  replayStep,
} from './replay.ts';

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
  /**
   * A `sleep` of which more than this is left stops the session with `RUN_PARKED` once its intent is written; `until` of
   * its params is when it ends, in milliseconds on the run's clock. Without it, every sleep is waited for.
   */
  parkSleepsMs?: number;
  /** Number of the first call, where earlier sessions of the lane had calls that are not gone through again; else 0. */
  firstSeq?: number;
}

/** The session around the broker. */
export interface BrokerHost {
  /** Of all lives of the run, and secret: without it, what held a secret cannot be replayed. */
  runKey: Uint8Array;
  held: HeldMarks;
  /** Null where the session has no folder of this machine. */
  disk: SessionDisk | null;
  piece(): CurrentPiece;
  /** Aborts when the session is stopped. */
  signal(): AbortSignal;
  /** Stops the session, so that the shell cannot go on in any construct. */
  fail(error: Error): void;
  /** The same; throws. */
  stop(error: Error): never;
}

type CalledProgram = Pick<CallRequest, 'handler' | 'argv' | 'shell'>;

/** What a held command answers. */
interface Held {
  by: string;
  stdout: string;
  blastRadius?: string;
}

/** How often a person may mistype the secret that the record does not have. */
const TYPING_TRIES = 3;
const REMOVED = 'replayed: a secret was removed from this output\n';

export class Broker {
  readonly #options: BrokerOptions;
  readonly #host: BrokerHost;
  readonly #replay: Replay;
  readonly #log: CommandLog;
  readonly #execution: Execution;
  readonly #running = new Set<Promise<unknown>>();
  #seq: number;
  #timeouts = 0;
  #look: Look | null = null;
  /** Changes under way. */
  #changing = 0;
  #interruption: Error | null = null;

  constructor(options: BrokerOptions, host: BrokerHost) {
    this.#options = options;
    this.#host = host;
    this.#seq = options.firstSeq ?? 0;
    this.#replay = new Replay(options.recorded ?? [], options);
    this.#log = new CommandLog(options);
    this.#execution = new Execution({
      ...options,
      runKey: host.runKey,
      log: this.#log,
      stopped: () => host.signal(),
      hasTimeout: () => this.#timeouts > 0,
    });
  }

  /** Whether recorded calls are left. */
  get replaying(): boolean {
    return this.#replay.pending;
  }

  /** Events that this life wrote. */
  get written(): number {
    return this.#log.written;
  }

  /** Number of the call that comes next. */
  get nextSeq(): number {
    return this.#seq;
  }

  /** What the session is to stop with. */
  get interruption(): Error | null {
    return this.#interruption;
  }

  /** Resolves when every call that was begun has its outcome. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  /** Stops the session: at once, or as soon as the change that is under way has its outcome. */
  interrupt(error: Error): void {
    this.#interruption ??= error;
    if (this.#changing === 0) this.#host.fail(this.#interruption);
  }

  /** The session goes on: what it was to stop with ended a block alone. */
  forgetInterruption(): void {
    this.#interruption = null;
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

  /** Runs something that may only read, whose calls belong to another call. */
  async looking<T>(look: Look, work: () => Promise<T>): Promise<T> {
    const outer = this.#look;
    this.#look = look;
    try {
      return await work();
    } finally {
      this.#look = outer;
    }
  }

  call(handler: CommandHandler, argv: readonly string[], shell: ResolvedCommandContext): Promise<CommandResult> {
    const look = this.#look;
    const called = look ? this.#lookAt(look, { handler, argv, shell }) : this.#call(handler, argv, shell);
    const running = called.catch((error: unknown) =>
      this.#host.stop(error instanceof Error ? error : new SteadyError('INTERNAL', { reason: String(error) })),
    );
    this.#running.add(running);
    const forget = (): boolean => this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }

  async #call(handler: CommandHandler, argv: readonly string[], shell: ResolvedCommandContext): Promise<CommandResult> {
    const { held } = this.#host;
    const written = prepareCall(this.#request({ handler, argv, shell }, this.#seq++));
    const record = this.#replay.take(written);
    const reads = written.analysis.effect === 'read' || written.analysis.effect === 'reveal';
    const waits = reads || written.analysis.operation === ASKS;
    const repeats = waits && held.repeats(written.digests[0]);
    const foregone = this.#foregone(written);
    const one = record?.edit ? editCall(written, record.edit.argv) : written;
    if (record?.intent) return this.#again(one, record, foregone);
    if (record !== null) return this.#ask(one);
    if (foregone !== null) return this.#hold(one, foregone);
    return repeats ? this.#wouldWait(one) : this.#ask(one);
  }

  #request(call: CalledProgram, seq: number): CallRequest {
    const { held, runKey, disk } = this.#host;
    return {
      ...this.#options,
      ...call,
      runKey,
      disk,
      seq,
      piece: this.#host.piece(),
      stopped: this.#host.signal(),
      isHeld: (text) => held.find(text) !== null,
    };
  }

  async #lookAt(look: Look, called: CalledProgram): Promise<CommandResult> {
    const one = prepareCall(this.#request(called, look.seq));
    const foregone = this.#foregone(one);
    if (foregone !== null) return { exitCode: 0, stdout: foregone.stdout, stderr: '' };
    const result = await lookAt(one, { ...this.#options, ended: look.ended });
    this.#execution.learn(one, result);
    return result;
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
    const { guard, lane, redactor } = this.#options;
    const request = await guardRequest(one, lane, redactor);
    const { blastRadius } = request;
    const decision = await untilAborted(guard(request), one.context.signal);
    switch (decision.verdict) {
      case 'refuse':
        return this.#refuse(one, decision, blastRadius);
      case 'skip':
        return this.#skip(one, decision, blastRadius);
      case 'edit':
        return this.#edit(one, decision, blastRadius);
      case 'hold':
        return this.#hold(one, { by: decision.by, stdout: this.#mark(one), blastRadius });
      case 'run': {
        const result = await this.#carryOut(one, { verdict: 'run', approvedBy: decision.by, blastRadius });
        await decision.onResult?.(result);
        return result;
      }
    }
  }

  async #carryOut(one: OneCall, decided: Decided): Promise<CommandResult> {
    const changes = changesWorld(one.analysis.effect) ? 1 : 0;
    this.#changing += changes;
    try {
      await this.#log.intent(one, decided);
      const result = await this.#execution.run(one);
      return this.#interruption === null ? result : this.#host.stop(this.#interruption);
    } finally {
      this.#changing -= changes;
    }
  }

  /** A call that an earlier life recorded. */
  async #again(one: OneCall, record: DecidedCall, foregone: Held | null): Promise<CommandResult> {
    const { intent, outcome } = record;
    one.record = record;
    expectSame(one, intent);
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
        return this.#hold(one, foregone ?? { by: intent.approvedBy ?? '', stdout: this.#mark(one) });
      case 'refuse': {
        const reason = outcome?.stderr.trim() ?? 'it was refused before';
        return this.#refuse(one, { reason, by: 'the record' }, intent.blastRadius);
      }
      case 'skip':
        return this.#skip(one, { reason: '', by: intent.approvedBy ?? 'a person' }, intent.blastRadius);
      case 'run':
        return this.#carryOut(one, intent);
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
  async #compare(one: OneCall, tries = one.analysis.operation === ASKS ? TYPING_TRIES : 1): Promise<CommandResult> {
    const { handler, call, context, record, files } = one;
    const attempted = await attempt(untilAborted(handler.run(call, { ...context, live: () => {} }), context.signal));
    this.#host.signal().throwIfAborted();
    if ('error' in attempted && isParked(attempted.error)) throw attempted.error;
    if ('error' in attempted) throw diverged(one, `it held a secret, and could not be read again: ${attempted.error}`);
    this.#execution.learn(one, attempted.value);
    const kept = record?.outcome;
    if (kept && sameSecrets(kept, { result: attempted.value, files }, this.#host.runKey)) return attempted.value;
    if (tries > 1) return this.#compare(one, tries - 1);
    throw diverged(one, 'it held a secret, and answers something else now');
  }

  /** The shell's own `timeout` cut it; what stands after it in the same `timeout` must not run now either. */
  async #cut(one: OneCall): Promise<CommandResult> {
    if (this.#timeouts === 0) throw diverged(one, 'it was cut by a timeout, and has none now');
    await attempt(untilAborted(new Promise(() => undefined), one.context.signal));
    this.#host.signal().throwIfAborted();
    return { exitCode: CUT_BY_TIMEOUT, stdout: '', stderr: '' };
  }

  async #reconcile(one: OneCall, record: DecidedCall): Promise<CommandResult> {
    const { answer, ...how } = await settle(one, record, this.#options.onUnknown);
    await this.#log.reconciled(one, how);
    if (how.decision === 'run-again') return this.#ask(one);
    if (how.decision === 'done') return this.#execution.finish(one, { ...answer, stderr: '' });
    if (record.outcome === null) {
      await this.#log.outcome(one, { state: 'unknown', exitCode: 130, stdout: '', stderr: '' });
    }
    throw unknownOutcome(one, how.evidence);
  }

  async #refuse(one: OneCall, { reason, by }: { reason: string; by: string }, blastRadius: string): Promise<never> {
    await this.#log.intent(one, { verdict: 'refuse', approvedBy: null, blastRadius });
    const stderr = this.#options.redactor.text(`${reason}\n`);
    await this.#log.outcome(one, { state: 'refused', exitCode: 126, stdout: '', stderr });
    throw new SteadyError('COMMAND_REFUSED', { command: one.command, reason: `${reason}; by ${by}` });
  }

  async #skip(one: OneCall, { reason, by }: { reason: string; by: string }, blastRadius: string): Promise<never> {
    // An intent to run it, of an earlier life, is not what becomes of it.
    if (one.record?.intent.verdict !== 'skip') one.record = null;
    await this.#log.intent(one, { verdict: 'skip', approvedBy: by, blastRadius });
    const stderr = this.#options.redactor.text(`skipped by ${by}${reason === '' ? '' : `: ${reason}`}\n`);
    await this.#log.outcome(one, { state: 'refused', exitCode: 126, stdout: '', stderr });
    throw new BlockEnd('skipped', one.command);
  }

  async #edit(
    one: OneCall,
    { argv, by, reason }: { argv: readonly string[]; by: string; reason: string },
    blastRadius: string,
  ): Promise<CommandResult> {
    const edited = editCall(one, argv);
    // The record is all that a later life has of the new arguments.
    if (edited.argv.some((word, i) => word !== argv[i])) {
      const problem = 'the arguments in its place hold a secret, which the record does not keep';
      return this.#refuse(one, { reason: problem, by }, blastRadius);
    }
    await this.#log.edited(edited, { argv: edited.argv, by, reason });
    return this.#ask(edited);
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
    const error = new BlockEnd('wouldWait', one.command);
    await this.#log.outcome(one, { state: 'held', exitCode: 0, stdout: '', stderr: `${error.message}\n` });
    throw error;
  }
}
