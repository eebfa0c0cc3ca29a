/** Runs commands whose intent is written, and writes what became of them. */
import { type Clock, type CommandResult, changesWorld, SteadyError } from '@steadyhand/contracts';
import { attempt, untilAborted } from './abort.ts';
import type { CommandLog } from './command-log.ts';
import { bytesOf, keepResult, keptBytes, MAX_KEPT_BYTES, type WholeResult } from './kept-result.ts';
import type { OneCall } from './one-call.ts';
import { sleepMs } from './recorded.ts';
import { causeWithoutSecrets, type Redactor, withoutSecrets } from './redact.ts';
import { CUT_BY_TIMEOUT } from './replay.ts';
import { HOME } from './session-files.ts';

export interface ExecutionOptions {
  runId: string;
  clock: Clock;
  redactor: Redactor;
  runKey: Uint8Array;
  parkSleepsMs?: number;
  log: CommandLog;
  /** Aborts when the session is stopped. */
  stopped(): AbortSignal;
  /** Whether the shell's own `timeout` may cut the command. */
  hasTimeout(): boolean;
}

export class Execution {
  readonly #options: ExecutionOptions;

  constructor(options: ExecutionOptions) {
    this.#options = options;
  }

  async run(one: OneCall): Promise<CommandResult> {
    const call = this.#restOfSleep(one) ?? one.call;
    const attempted = await attempt(untilAborted(one.handler.run(call, one.context), one.context.signal));
    return 'error' in attempted ? this.#failed(one, attempted.error) : this.finish(one, attempted.value);
  }

  /** A sleep that began in an earlier life, as what is left of it. Throws `RUN_PARKED` where that is too long. */
  #restOfSleep({ call, record, intendedAt }: OneCall): OneCall['call'] | null {
    const { runId, clock, parkSleepsMs = Number.POSITIVE_INFINITY, hasTimeout } = this.#options;
    const ms = call.program === 'sleep' ? sleepMs(call.argv) : null;
    if (ms === null) return null;
    const until = intendedAt + ms;
    const left = record === null ? ms : Math.min(ms, Math.max(0, until - clock.now()));
    if (left > parkSleepsMs && !hasTimeout()) {
      const params = { id: runId, reason: `it sleeps until ${new Date(until).toISOString()}`, until: String(until) };
      throw new SteadyError('RUN_PARKED', params, { state: 'What the record shows as done is done.' });
    }
    return record === null ? null : { ...call, argv: [String(Math.ceil(left) / 1000)] };
  }

  async finish(one: OneCall, result: CommandResult): Promise<CommandResult> {
    this.learn(one, result);
    const whole = { result, files: one.files };
    if (keptBytes(whole) > MAX_KEPT_BYTES) return this.#tooLarge(one, whole);
    const { redactor, runKey, log } = this.#options;
    await log.outcome(one, { state: 'done', ...keepResult(whole, { redactor, key: runKey }) });
    return result;
  }

  /** Registers the secrets of a result. */
  learn({ analysis }: OneCall, result: CommandResult): void {
    const { redactor } = this.#options;
    for (const secret of result.secrets ?? []) redactor.add(secret);
    const reveals = analysis.effect === 'reveal' && result.secrets === undefined;
    if (reveals && result.exitCode === 0) redactor.add(result.stdout.trim());
  }

  /** A record that was cut would be replayed as if it were whole (R9). */
  async #tooLarge(one: OneCall, whole: WholeResult): Promise<never> {
    const { command, analysis, context, seq } = one;
    const { exitCode, stdout } = whole.result;
    const path = `${HOME}/output-${seq}.txt`;
    await context.writeFile(path, bytesOf(whole.result));
    const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
    const state = changesWorld(analysis.effect)
      ? `It was carried out, with exit code ${exitCode}; its output is in ${path}.`
      : `Nothing was changed; its output is in ${path}.`;
    const params = { command, size: mebibytes(keptBytes(whole)), limit: mebibytes(MAX_KEPT_BYTES) };
    const error = new SteadyError('OUTPUT_TOO_LARGE', params, { state });
    const outcome = changesWorld(analysis.effect) ? 'unknown' : 'interrupted';
    const stderr = this.#options.redactor.text(`${error.message} ${state}\n${headAndTail(stdout)}\n`);
    await this.#options.log.outcome(one, { state: outcome, exitCode: 130, stdout: '', stderr });
    throw error;
  }

  async #failed(one: OneCall, error: unknown): Promise<CommandResult> {
    // It goes on in the next life, where it stands.
    if (isParked(error)) throw error;
    const { redactor, log, stopped } = this.#options;
    const sessionStopped = stopped().aborted;
    const harmless =
      !changesWorld(one.analysis.effect) || (error instanceof SteadyError && error.state === 'Nothing was changed.');
    const message = error instanceof Error ? error.message : String(error);
    const stderr = redactor.text(`${message}\n`);
    const isCut = harmless && one.context.signal.aborted && !sessionStopped;
    const exitCode = isCut ? CUT_BY_TIMEOUT : 130;
    await log.outcome(one, { state: harmless ? 'interrupted' : 'unknown', exitCode, stdout: '', stderr });
    const cause = causeWithoutSecrets(error, redactor);
    if (!harmless) throw unknownOutcome(one, '', cause);
    // The script goes on as it would anywhere.
    if (isCut) return { exitCode, stdout: '', stderr: '' };
    if (sessionStopped) throw new SteadyError('INTERRUPTED', {}, { cause });
    throw error instanceof SteadyError
      ? withoutSecrets(error, redactor)
      : new SteadyError('INTERNAL', { reason: stderr.trim() }, { cause });
  }
}

/** Whether the run left the process, to wait for an answer. */
export function isParked(error: unknown): boolean {
  return error instanceof SteadyError && error.code === 'RUN_PARKED';
}

/** First and last lines of a long text, and of a long line its first and last characters. */
function headAndTail(text: string): string {
  const lines = text.split('\n');
  const shown = lines.length > 20 ? [...lines.slice(0, 10), '…', ...lines.slice(-10)] : lines;
  return shown.map((line) => (line.length > 400 ? `${line.slice(0, 200)} … ${line.slice(-200)}` : line)).join('\n');
}

export function unknownOutcome({ command, analysis }: OneCall, evidence: string, cause?: unknown): SteadyError {
  const resources = analysis.resources.map(({ type, id }) => `${type} ${id}`).join(', ');
  const state = `Unknown: check ${resources || command}.${evidence === '' ? '' : ` Seen: ${evidence}.`}`;
  return new SteadyError('COMMAND_INTERRUPTED', { command }, { state, cause });
}
