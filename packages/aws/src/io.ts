import type { Clock, ListedFile, Target } from '@steadyhand/contracts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface TerminalSize {
  cols: number;
  rows: number;
}

/** The terminal of whoever sits there, for a program elsewhere. */
export interface PersonTerminal {
  size(): TerminalSize;
  /** Hands over every key, Ctrl-C too, and every new size, until the function that it gives is called. */
  attach(events: { onInput(data: Uint8Array): void; onSize(size: TerminalSize): void }): () => void;
}

/** What one command may use of the world around it. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Absent: the credentials, region and endpoint of the environment and the profile are used. */
  readonly target?: Target;
  /** In place of all others: of a role that was assumed for this command. */
  readonly session?: Credentials;
  /** Of the run that the command belongs to. */
  readonly runId?: string;
  /** How long a command that never ends by itself goes on, in the clock's milliseconds; until the signal when absent. */
  readonly followMs?: number;
  /** Columns of the terminal, for `--output table`. */
  readonly width: number;
  /** Of this call of a run, in all of the run's lives. */
  readonly clientToken?: string;
  /** Working folder, absolute; paths are absolute or relative to it. */
  readonly cwd: string;
  /** Files are those of the disk, not of a session. */
  readonly isOnDisk?: boolean;
  /** Standard input; empty where there is none. */
  stdin(): Uint8Array;
  /** Absent where nobody sits. */
  readonly terminal?: PersonTerminal;
  /** Asks whoever sits at the terminal for a code that is good once; absent where nobody does. */
  readonly askCode?: (prompt: string) => Promise<string>;
  readFile(path: string): Promise<Uint8Array>;
  /** Makes the folders that the path goes through. */
  writeFile(path: string, data: Uint8Array): Promise<void>;
  /** All files below a folder; null where there is no folder. */
  listFiles(folder: string): Promise<readonly ListedFile[] | null>;
  /** Absent where files cannot be removed. */
  removeFile?(path: string): Promise<void>;
  live(chunk: string): void;
}
