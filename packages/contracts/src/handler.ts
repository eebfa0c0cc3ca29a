import type { Clock } from './clock.ts';
import type { Effect } from './effect.ts';
import type { SteadyError } from './errors.ts';
import type { CommandIntent } from './events.ts';
import type { Target } from './target.ts';

/** A thing in the world that a command touches. */
export interface ResourceRef {
  /** `service:kind` in lower case: `ecs:service`, `sqs:queue`. */
  type: string;
  id: string;
}

/** The type that an argument's position gives to what stands there. */
export interface TypedArgument {
  /** Index into the argument list. */
  index: number;
  resource: string;
}

/** What is known of a command before it runs, offline and always the same. */
export interface Analysis {
  effect: Effect;
  operation: string | null;
  /** Why the effect is what it is, in one line. */
  reason: string;
  resources: readonly ResourceRef[];
  arguments: readonly TypedArgument[];
}

/**
 * One simple command. `argv` leaves out the program. In a static analysis, words that depend on the session
 * keep their source text (`$CLUSTER`) and their indices are in `unresolved`.
 */
export interface Call {
  program: string;
  argv: readonly string[];
  /** Null where it is not known (static analysis) or not given. */
  stdin: string | null;
  unresolved: ReadonlySet<number>;
}

/** Sub-commands, of more than one word too, and options with their dashes. */
export interface ProgramWords {
  commands: readonly string[];
  options: readonly string[];
}

/** The pure half of a handler: enough for `show`, `check` and the guard. */
export interface ProgramGrammar {
  readonly program: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** What may be typed behind its name, for completion; absent where that is known elsewhere, or not. */
  readonly words?: ProgramWords;
  /** Never throws: what is not understood has the effect `unknown`. */
  analyse(call: Call): Analysis;
}

/** Judges shell text that a command carries elsewhere: into a container, to another host. Never throws. */
export type JudgeShell = (script: string) => { effect: Effect; reason: string };

export interface CommandResult {
  exitCode: number;
  /** Bytes as latin1 when `binary`, else text. */
  stdout: string;
  stderr: string;
  binary?: boolean;
  /** Values that must never be shown or stored; the caller registers them for redaction before anything is shown. */
  secrets?: readonly string[];
}

export interface ListedFile {
  /** Relative to the folder that was listed. */
  path: string;
  bytes: number;
  /** Milliseconds since the epoch. */
  modified: number;
}

/** The folder of this machine that a session has, for programs that need real files. */
export interface SessionDisk {
  /** Absolute, on this machine. */
  root: string;
  /** Where the session has it. */
  mount: string;
  /** Paths of the session, at this one and below, at which it wrote: what it has there is not what the disk has. */
  wroteAt(path: string): readonly string[];
}

export interface CommandContext {
  readonly target: Target;
  readonly clock: Clock;
  /** The session's exported variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Working folder inside the session. */
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Files of the session; paths are absolute or relative to `cwd`. Rejects with ENOENT where there is none. */
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: Uint8Array): Promise<void>;
  /** All files below a folder; null where there is no folder. Absent where folders cannot be listed. */
  listFiles?(folder: string): Promise<readonly ListedFile[] | null>;
  /** Absent where the session has no folder of this machine. */
  readonly disk?: SessionDisk;
  /** Shows output while the command runs. What is given here is part of the result's output as well. */
  live(chunk: string): void;
  /** The intent's, for services that carry out a request once. Absent outside of a run. */
  readonly clientToken?: string;
  /** Absent outside of a run. */
  readonly runId?: string;
  /** What the guard was told that the call does; what the call is allowed follows from it. Absent outside of a session. */
  readonly effect?: Effect;
}

/** What a change would do to what is there now. */
export interface Preview {
  /** In words: `workers desired count 1 -> 3`. */
  text: string;
  /** How many there are and would be, where the command sets a number of running things. */
  scale?: { resource: string; from: number; to: number };
}

/** What a look at the world says of a change that has no outcome. */
export type Reconciliation =
  | { state: 'done'; exitCode: number; stdout: string; evidence?: string }
  | { state: 'not-done'; evidence?: string }
  | { state: 'unknown'; evidence: string };

/** One program that a session has. */
export interface CommandHandler {
  readonly grammar: ProgramGrammar;
  /** Written to the journal with each record: `aws@1`. */
  readonly version: string;
  /** Whether this call reads standard input; inside `while read` a handler's input is the rest of the loop's. */
  readsStdin(argv: readonly string[]): boolean;
  /**
   * Why a call cannot run on this machine or there, where it is known before the block's first command; else null.
   * Words of `call` may be unresolved.
   */
  refusal?(call: Call, target: Target): SteadyError | null;
  run(call: Call, context: CommandContext): Promise<CommandResult>;
  /** Before the first command: throws a SteadyError where commands could not run as the target says that they must. */
  prepare?(context: Omit<CommandContext, 'effect' | 'clientToken'>): Promise<void>;
  /** The blast radius, read from the live system; null where nothing is known. Must not change anything. */
  preview?(call: Call, context: CommandContext): Promise<Preview | null>;
  /**
   * Whether a change of which only the intent is known has happened. Must not change anything; says `done` or
   * `not-done` only where the world cannot look the same for another reason, else `unknown` with what it saw.
   */
  reconcile?(call: Call, context: CommandContext, intent: CommandIntent): Promise<Reconciliation>;
}

/** By program name. */
export type Handlers = ReadonlyMap<string, CommandHandler>;
