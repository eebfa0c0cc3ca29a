import type { Clock, Target } from '@steadyhand/contracts';

/** What one command may use of the world around it. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly stdin: string | null;
  /** Absent: the credentials, region and endpoint of the environment and the profile are used. */
  readonly target?: Target;
  /** Columns of the terminal, for `--output table`. */
  readonly width: number;
  /** Of this call of a run, in all of the run's lives. */
  readonly clientToken?: string;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: Uint8Array): Promise<void>;
  live(chunk: string): void;
}
