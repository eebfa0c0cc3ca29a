import type {
  Clock,
  Effect,
  Handlers,
  Host,
  Identity,
  Journal,
  Message,
  Phase,
  Procedure,
  Runbook,
  RunEvent,
  System,
  Target,
} from '@steadyhand/contracts';
import type { LockHolder } from './store/locks.ts';

export interface RunOptions {
  runId: string;
  /** Events of the run's earlier lives; none for a new run. */
  earlier: readonly RunEvent[];
  /** Secret of the run's record, the same in all its lives: signs what is too secret to be kept. */
  runKey: Uint8Array;
  runbook: Runbook;
  /** Path and sha256 of the document, for the record. */
  source: { path: string; revision: string };
  procedure: Procedure;
  system: System | null;
  target: Target;
  /** The target's clock: a range's own, else the host's. */
  clock: Clock;
  params: Readonly<Record<string, string>>;
  mode: 'run' | 'dry-run';
  readOnly: boolean;
  /** Who asked for the run. */
  requester: Identity;
  /** Only the steps of these phases; all when null. */
  phases: readonly Phase[] | null;
  /** Effects that were approved beforehand, and by what (`--yes`, a drill's policy). */
  grants: { effects: readonly Effect[]; by: string };
  handlers: Handlers;
  /** Variables of the caller that sessions see: credentials and profile for an account, nothing for a range. */
  env: Readonly<Record<string, string>>;
  host: Host;
  journal: Journal;
  /** Null where nothing lasts, as in a dry run: what nobody answers at once stays unanswered then. */
  shared: Shared | null;
  /** Folder that commands may read; what they write stays in the session. */
  workingFolder: string | null;
  signal: AbortSignal;
  /** Output of a command while it runs, with secrets removed. */
  onOutput(chunk: { stepId: string; stream: 'stdout' | 'stderr'; text: string }): void;
}

/** What a run has with others: its inbox, its locks, what all runs together did. */
export interface Shared {
  worker: string;
  epoch: number;
  /** In order of arrival, those that were taken among them. */
  messages(): Promise<readonly Message[]>;
  /** Puts a message that was given here where the others are. */
  send(message: Message): Promise<unknown>;
  /** Null when the run has them all now. */
  takeLocks(resources: readonly string[]): Promise<LockHolder | null>;
  /** Gives up all that was taken: nothing is half done. */
  releaseLocks(): Promise<void>;
  /** Changes in this environment since, on the target's clock. */
  changesSince(since: number): Promise<number>;
  /** Sleeps longer than this, on the target's clock, leave the process; none when left out. */
  parkSleepsMs?: number;
  /** Aborts when the worker ends: the run stops before its next command, and another goes on with it. */
  yielding: AbortSignal;
}
