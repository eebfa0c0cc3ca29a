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
  type CommandEdited,
  type CommandIntent,
  type CommandOutcome,
  changesWorld,
  type Effect,
  type RunEvent,
  SteadyError,
} from '@steadyhand/contracts';
import { heldSecret } from './kept-result.ts';
import type { OneCall } from './one-call.ts';

/** A call of an earlier life of this lane, of which it was decided whether it runs. */
export interface DecidedCall {
  intent: CommandIntent;
  outcome: CommandOutcome | null;
  /** The arguments of the intent are a person's. */
  edit: CommandEdited | null;
}

/** One journaled call of an earlier life of this lane; without intent where that life ended after a person's edit. */
export type RecordedCall = DecidedCall | { intent: null; outcome: null; edit: CommandEdited };

/** The calls of a lane by number; where a call has several intents or outcomes, the last ones hold. */
export function recordedCalls(events: readonly RunEvent[], lane: string): RecordedCall[] {
  const calls = new Map<number, RecordedCall>();
  for (const event of events) {
    if (!('lane' in event) || event.lane !== lane) continue;
    const known = calls.get(event.seq);
    if (event.type === 'command-edited') calls.set(event.seq, { intent: null, outcome: null, edit: event });
    if (event.type === 'command-intent') {
      const edit = known?.intent === null ? known.edit : null;
      calls.set(event.seq, { intent: event, outcome: null, edit });
    }
    if (event.type === 'command-outcome' && known?.intent) calls.set(event.seq, { ...known, outcome: event });
  }
  return [...calls].sort(([a], [b]) => a - b).map(([, call]) => call);
}

/**
 * - `return`: as it was recorded.
 * - `compare`: run again, and compare what the record keeps only in signed form.
 * - `cut`: `timeout` cut it, and will again.
 * - `hold`, `would-wait`, `refuse`, `skip`: what was decided, its outcome completed where that is missing.
 * - `run`: nothing is lost by running it.
 * - `reconcile`: it may have changed the world.
 */
export type ReplayStep = 'return' | 'compare' | 'cut' | 'hold' | 'would-wait' | 'refuse' | 'skip' | 'run' | 'reconcile';

/** Exit code of what the shell's `timeout` cut. */
export const CUT_BY_TIMEOUT = 124;

/** `effect` is what the handler says today; the worse of it and the recorded one counts. */
export function replayStep({ intent, outcome }: DecidedCall, effect: Effect): ReplayStep {
  if (intent.verdict === 'refuse' || intent.verdict === 'skip') return intent.verdict;
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
    const foreign = calls.findIndex(({ intent, edit }, i) => {
      const event = intent ?? edit;
      return event.seq !== i || event.lane !== lane || event.runId !== runId;
    });
    if (foreign !== -1)
      throw new SteadyError('INTERNAL', { reason: `the record of ${runId}, lane ${lane}, has no call ${foreign}` });
    this.#calls = calls;
  }

  /** Whether recorded calls are left. */
  get pending(): boolean {
    return this.#taken < this.#calls.length;
  }

  /** The record of this call as the runbook has it, or null where the record has ended. Throws `RUN_DIVERGED`. */
  take(one: OneCall): RecordedCall | null {
    const call = this.#calls[one.seq];
    if (call === undefined) return null;
    this.#taken = one.seq + 1;
    const { edit, intent } = call;
    if (edit && !one.digests.includes(edit.digest)) throw diverged(one, `it has ${edit.from}`);
    if (!edit && intent) expectSame(one, intent);
    return call;
  }
}

/** Throws `RUN_DIVERGED`. */
export function expectSame(one: OneCall, { digest, program, argv, line }: CommandIntent): void {
  if (!one.digests.includes(digest)) throw diverged(one, `it has ${quoteCommand(program, argv)} (line ${line})`);
}

export function diverged(
  { command, piece }: { command: string; piece: { line: number } },
  reason: string,
): SteadyError {
  const state = 'What the record shows as done is done; nothing ran since.';
  return new SteadyError('RUN_DIVERGED', { command, line: String(piece.line), reason }, { state });
}
