/** What a session is given, and what it gives. */
import type { Handlers, SteadyError, Watching } from '@steadyhand/contracts';
import type { BrokerOptions } from './broker.ts';
import type { RecordedHostFiles } from './host-folder.ts';
import type { LineAnswer, LineQuestion } from './person-reads.ts';

export interface SessionOptions extends BrokerOptions {
  handlers: Handlers;
  /** Exported to the shell; the process's own environment is not. */
  env: Readonly<Record<string, string>>;
  /**
   * Folder of the host that the session sees read-only, or null. What is read of it is kept as `host-file` events; one
   * that is not there is empty.
   */
  workingFolder: string | null;
  /** What earlier lives of the run saw of the folder: see `recordedHostFiles`. */
  hostFiles?: { recorded: RecordedHostFiles };
  /** Of all lives of the run, and secret: without it, what held a secret cannot be replayed. */
  runKey?: Uint8Array;
  /** Asks a person for the line that a `read` is to have. Without it, text that reads from a person is refused before it runs. */
  askLine?(question: LineQuestion): Promise<LineAnswer>;
  /** Begins a `watch` that a person looks at until they have seen enough. Without it, there is one look. */
  beginWatch?(): Watching;
  signal: AbortSignal;
  onOutput(chunk: OutputChunk): void;
  /** Shows the pieces that an earlier life ran, too. */
  showReplayed?: boolean;
  /**
   * A person types into it: what stops the session elsewhere ends the block alone, and sets `$?`. The session goes on as
   * it was before the piece that was stopped: with its variables, arrays, options, folder and files, and the functions of
   * pieces that defined nothing else.
   */
  recovers?: boolean;
}

export interface OutputChunk {
  stepId: string;
  stream: 'stdout' | 'stderr';
  /** Without secrets. */
  text: string;
}

export interface SessionBlock {
  stepId: string;
  /** Shell text with every blank filled. */
  text: string;
  /** Line of the runbook at which the text begins. */
  line: number;
}

export interface PieceResult {
  /** Lines of the runbook. */
  line: number;
  endLine: number;
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface BlockResult {
  /** Of the last piece that ran. */
  exitCode: number;
  /** Without secrets, as everything here. */
  stdout: string;
  stderr: string;
  /** The shell exited (`exit`, `set -e`, a name without a value); nothing more can run in this session. */
  ended: boolean;
  /**
   * The command that would have waited for a held change. The block stopped there; the session goes on with the
   * variables, the folder and the functions from before that piece, but without its arrays and shell options.
   */
  wouldWait: string | null;
  /** The command that a person left out, without secrets. The block stopped there, as it does before a wait. */
  skipped: string | null;
  pieces: PieceResult[];
}

export interface Session {
  /**
   * Runs a block to its end. Rejects with the `SteadyError` that stopped the session, or refused the block before its
   * first command.
   */
  run(block: SessionBlock): Promise<BlockResult>;
  /**
   * Stops the session, which rejects with this error from then on. What changes nothing is cut, and runs again in the
   * next life; a change that is under way comes to its end first, and is recorded; with `now`, it is cut, and its outcome
   * is unknown.
   */
  interrupt(error: SteadyError, how?: { now: boolean }): void;
  /** Where a trap was set that `exit` will carry out, or null: whoever has nothing more to run runs that. */
  trapped(): { stepId: string; line: number } | null;
  /** Whether recorded calls of an earlier life are left; at the run's end there must be none. */
  replaying(): boolean;
  /** The shell's variables after the last block, secrets included: not for showing. */
  env(): Readonly<Record<string, string>>;
  /** Content of a file of the session. */
  readFile(path: string): Promise<Uint8Array>;
  /** What is in a folder of the session, `/` behind the names of folders; nothing where there is no such folder. */
  readFolder(path: string): Promise<string[]>;
  /** Ends the shell. `files` are those that the session wrote, and that are gone with it unless they are read now. */
  close(): Promise<{ files: string[] }>;
}
