/** Writes the events of one lane's commands. */
import type {
  Clock,
  CommandEdited,
  CommandIntent,
  CommandOutcome,
  CommandReconciled,
  Journal,
} from '@steadyhand/contracts';
import type { KeptResult } from './kept-result.ts';
import type { OneCall } from './one-call.ts';
import type { Redactor } from './redact.ts';

export interface CommandLogOptions {
  runId: string;
  lane: string;
  clock: Clock;
  journal: Journal;
  redactor: Redactor;
}

export type Decided = Pick<CommandIntent, 'verdict' | 'approvedBy' | 'blastRadius'>;
export type Outcome = KeptResult & Pick<CommandOutcome, 'state'>;

export class CommandLog {
  readonly #options: CommandLogOptions;
  #written = 0;

  constructor(options: CommandLogOptions) {
    this.#options = options;
  }

  /** Events of this life. */
  get written(): number {
    return this.#written;
  }

  /** Before anything runs. An intent of an earlier life stands. */
  async intent(one: OneCall, decided: Decided): Promise<void> {
    const { redactor } = this.#options;
    const { effect, operation, reason, resources } = one.analysis;
    one.startedAtMs = performance.now();
    one.intendedAt = one.record?.intent.at ?? this.#options.clock.now();
    if (one.record !== null) return;
    await this.#append({
      type: 'command-intent',
      ...this.#key(one),
      at: one.intendedAt,
      line: one.piece.line,
      program: one.call.program,
      argv: one.argv,
      digest: one.digests[0],
      effect,
      operation,
      reason: redactor.text(reason),
      resources: resources.map(({ type, id }) => ({ type, id: redactor.text(id) })),
      handler: one.handler.version,
      clientToken: one.clientToken,
      ...decided,
    });
  }

  /** What was held or refused in an earlier life stands. */
  async outcome(one: OneCall, outcome: Outcome): Promise<void> {
    const known = one.record?.outcome?.state;
    if (known === 'held' || known === 'refused') return;
    await this.#append({
      type: 'command-outcome',
      ...this.#key(one),
      durationMs: Math.round((performance.now() - one.startedAtMs) * 10) / 10,
      dependsOnHeld: one.dependsOnHeld,
      ...outcome,
    });
  }

  /** Other arguments, before the guard is asked about them. */
  async edited(one: OneCall, { argv, by, reason }: Pick<CommandEdited, 'argv' | 'by' | 'reason'>): Promise<void> {
    const { redactor } = this.#options;
    const written = one.asWritten ?? one;
    await this.#append({
      type: 'command-edited',
      ...this.#key(one),
      digest: written.digests[0],
      from: written.command,
      argv,
      by,
      reason: redactor.text(reason),
    });
  }

  async reconciled(one: OneCall, how: Pick<CommandReconciled, 'decision' | 'by' | 'evidence'>): Promise<void> {
    const { redactor } = this.#options;
    one.startedAtMs = performance.now();
    await this.#append({
      type: 'command-reconciled',
      ...this.#key(one),
      ...how,
      evidence: redactor.text(how.evidence),
    });
  }

  #key({ seq, piece }: OneCall): { runId: string; at: number; lane: string; seq: number; stepId: string } {
    const { runId, lane, clock } = this.#options;
    return { runId, at: clock.now(), lane, seq, stepId: piece.stepId };
  }

  async #append(event: CommandIntent | CommandOutcome | CommandEdited | CommandReconciled): Promise<void> {
    this.#written += 1;
    await this.#options.journal.append(event);
  }
}
