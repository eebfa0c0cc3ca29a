/** A shell session as a run, and whoever types into it. */
import type { Effect, ResourceRef, SteadyError, Verdict } from '@steadyhand/contracts';
import type { CommandReport } from '../run-report.ts';

/** Where the lines of a shell session come from, and where it says what became of them. */
export interface Prompt {
  /** A script ends at its first error; a person is told of it and goes on. */
  isScript: boolean;
  /** Once, before the first line. */
  opened(shell: Shell, resumed: Resumed | null): void;
  /** The next lines that are whole commands; null where there are no more, or the signal aborts. */
  next(signal: AbortSignal): Promise<string | null>;
  ended(line: LineResult): void;
}

/** What an earlier process left behind. Its variables, functions and files are gone with it. */
export interface Resumed {
  lines: number;
  /** Changes of which it is not known whether they were carried out; shell-quoted. */
  unknown: string[];
}

/** What became of the lines that were typed at once. Everything here is without secrets. */
export interface LineResult {
  stepId: string;
  /** Number of the first of them in the session, from 1. */
  line: number;
  text: string;
  exitCode: number;
  stdout: string;
  stderr: string;
  error: SteadyError | null;
  commands: readonly CommandReport[];
  /** The session ends with this, as after `exit`. */
  leaves: boolean;
}

/** What whoever types can have besides: nothing of it runs a line. */
export interface Shell {
  runId: string;
  /** Stops what runs: what changes nothing at once; a change comes to its end first, or is cut `now`, and is unknown. */
  interrupt(how: { now: boolean }): void;
  /** Names of those that a line can run: programs, and the tools of the shell. */
  programs: readonly string[];
  /** The variables, secrets included: not for showing. */
  env(): Readonly<Record<string, string>>;
  /** Names in a folder of the session, `/` behind those of folders. */
  readFolder(path: string): Promise<string[]>;
  /** Whether there is a secret in what was typed, so that it must not be kept. */
  holdsSecret(text: string): boolean;
  /** What the commands of a text would do, and what the guard would make of it. Nothing runs. */
  effectsOf(text: string): Promise<CommandEffect[]>;
  /** What a command that only reads prints, in a session of its own; empty where it may not, cannot, or takes too long. */
  look(argv: readonly string[], signal: AbortSignal): Promise<string>;
  /** Keeps what a person says in the record. */
  note(text: string): Promise<void>;
}

export interface CommandEffect {
  /** As far as it is known, without secrets. */
  command: string;
  effect: Effect;
  reason: string;
  resources: readonly ResourceRef[];
  verdict: Verdict;
  /** Why, in words. */
  rule: string;
  /** Words that only the session knows when it comes to them. */
  open: string[];
}
