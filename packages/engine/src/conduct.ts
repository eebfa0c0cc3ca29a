/** What a run does with its session: the steps of a procedure, or what a person types. */
import type { Redactor, Session, SessionOptions } from '@steadyhand/shell';
import type { GuardOptions } from './guard.ts';
import type { Questions } from './questions.ts';
import type { RunOptions } from './run-options.ts';
import type { FinalState } from './steps.ts';

export interface Conduct {
  /** A later life goes through what the earlier ones recorded again; else it begins anew, behind them. */
  replays: boolean;
  /** What nobody answers parks the run; else it counts as a no. */
  parks: boolean;
  /** Whether whoever is there, or comes, may be asked for a line; else text that reads one is refused. */
  asks: boolean;
  session: Pick<SessionOptions, 'recovers' | 'firstSeq'>;
  work(working: Working): Promise<Worked>;
}

export interface Working {
  /** Its journal keeps only what is new. */
  options: RunOptions;
  session: Session;
  questions: Questions;
  redactor: Redactor;
  /** Aborts when the run is to stop, with the reason. */
  signal: AbortSignal;
  guarding: GuardOptions;
  /** Opens a session beside the run's own that only reads, and shows nothing. */
  openLook(look: Look): Promise<Session>;
}

export interface Look {
  lane: string;
  /** Behind the calls of earlier sessions of the lane. */
  firstSeq: number;
}

export interface Worked {
  state: FinalState;
  note: string;
  /** That of the state when left out. */
  exitCode?: number;
}
