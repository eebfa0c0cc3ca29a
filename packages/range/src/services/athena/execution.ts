import type { QueryAnswer } from './log-database.ts';

export type ExecutionState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** One query. */
export interface Execution {
  readonly id: string;
  readonly sql: string;
  readonly database: string;
  readonly workGroup: string;
  /** `s3://BUCKET/KEY` */
  readonly output: string;
  /** On the range's clock. */
  readonly submittedAt: number;
  state: ExecutionState;
  /** Why it failed or was cancelled. */
  reason: string | null;
  startedAt: number | null;
  endedAt: number | null;
  answer: QueryAnswer | null;
  readonly stopping: AbortController;
}
