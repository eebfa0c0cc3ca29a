/**
 * What earlier lives of a lane recorded, and what a call of this life does with it.
 *
 * R2 A call that differs from the recorded one stops the session before anything runs.
 * R3 A read without outcome runs again; a change without outcome, or with an unknown one, is reconciled.
 * R7 A record is returned whatever the handler's version is now.
 * R8 What held a secret is asked again where that changes nothing.
 */
import { quoteCommand } from '@steadyhand/bash';
import {
  type CommandIntent,
  type CommandOutcome,
  changesWorld,
  type Effect,
  type RunEvent,
  SteadyError,
} from '@steadyhand/contracts';
import { heldSecret } from './kept-result.ts';
import type { OneCall } from './one-call.ts';

/** One journaled call of an earlier life of this lane. */
export interface RecordedCall {
  intent: CommandIntent;
  outcome: CommandOutcome | null;
}

/** The calls of a lane by number; where a call has several outcomes, the last one holds. */
export function recordedCalls(events: readonly RunEvent[], lane: string): RecordedCall[] {
  const calls = new Map<number, RecordedCall>();
  for (const event of events) {
    if (!('lane' in event) || event.lane !== lane) continue;
    if (event.type === 'command-intent') calls.set(event.seq, { intent: event, outcome: null });
    const known = calls.get(event.seq);
    if (event.type === 'command-outcome' && known) calls.set(event.seq, { ...known, outcome: event });
  }
  return [...calls.values()].sort((a, b) => a.intent.seq - b.intent.seq);
}

/**
 * - `return`: as it was recorded.
 * - `compare`: run again, and compare what the record keeps only in signed form.
 * - `cut`: `timeout` cut it, and will again.
 * - `hold`, `would-wait`, `refuse`: what was decided, its outcome completed where that is missing.
 * - `run`: nothing is lost by running it.
 * - `reconcile`: it may have changed the world.
 */
export type ReplayStep = 'return' | 'compare' | 'cut' | 'hold' | 'would-wait' | 'refuse' | 'run' | 'reconcile';

/** Exit code of what the shell's `timeout` cut. */
export const CUT_BY_TIMEOUT = 124;

/** `effect` is what the handler says today; the worse of it and the recorded one counts. */
export function replayStep({ intent, outcome }: RecordedCall, effect: Effect): ReplayStep {
  if (intent.verdict === 'refuse') return 'refuse';
  const isChange = changesWorld(intent.effect) || changesWorld(effect);
  switch (outcome?.state) {
    case 'refused':
      return 'refuse';
    case 'done':
      return heldSecret(outcome) && !isChange ? 'compare' : 'return';
    case 'held':
      return intent.approvedBy === null ? 'would-wait' : 'hold';
    case undefined:
      if (intent.verdict === 'hold') return intent.approvedBy === null ? 'would-wait' : 'hold';
      return isChange ? 'reconcile' : 'run';
    case 'interrupted':
    case 'unknown':
      if (isChange) return 'reconcile';
      return outcome.exitCode === CUT_BY_TIMEOUT ? 'cut' : 'run';
  }
}

export class Replay {
  readonly #calls: readonly RecordedCall[];
  #taken = 0;

  constructor(calls: readonly RecordedCall[], { runId, lane }: { runId: string; lane: string }) {
    const foreign = calls.findIndex(
      ({ intent }, i) => intent.seq !== i || intent.lane !== lane || intent.runId !== runId,
    );
    if (foreign !== -1)
      throw new SteadyError('INTERNAL', { reason: `the record of ${runId}, lane ${lane}, has no call ${foreign}` });
    this.#calls = calls;
  }

  /** Whether recorded calls are left. */
  get pending(): boolean {
    return this.#taken < this.#calls.length;
  }

  /** The record of this call, or null where the record has ended. Throws `RUN_DIVERGED`. */
  take(one: OneCall): RecordedCall | null {
    const call = this.#calls[one.seq];
    if (call === undefined) return null;
    this.#taken = one.seq + 1;
    const { digest, program, argv, line } = call.intent;
    if (one.digests.includes(digest)) return call;
    throw diverged(one, `it has ${quoteCommand(program, argv)} (line ${line})`);
  }
}

export function diverged({ command, piece }: OneCall, reason: string): SteadyError {
  const state = 'What the record shows as done is done; nothing ran since.';
  return new SteadyError('RUN_DIVERGED', { command, line: String(piece.line), reason }, { state });
}
