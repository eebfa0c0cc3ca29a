/** One call of a handler, before it is known what becomes of it. */
import { createHash, createHmac } from 'node:crypto';
import { posix } from 'node:path';
import { quoteCommand } from '@steadyhand/bash';
import type {
  Analysis,
  Call,
  Clock,
  CommandContext,
  CommandHandler,
  Effect,
  SessionDisk,
  Target,
} from '@steadyhand/contracts';
import { decodeBytesToUtf8, type ResolvedCommandContext } from 'just-bash';
import { commandDigest } from './digest.ts';
import { listFiles } from './list-files.ts';
import type { LiveOutput } from './live-output.ts';
import type { Redactor } from './redact.ts';
import type { DecidedCall } from './replay.ts';

/** The piece of shell that is running. */
export interface CurrentPiece {
  stepId: string;
  line: number;
  text: string;
  /** Set where the piece is one simple command, whose output may be shown while it runs. */
  live: { program: string; output: LiveOutput } | null;
}

export interface OneCall {
  request: CallRequest;
  handler: CommandHandler;
  call: Call;
  context: CommandContext;
  analysis: Analysis;
  /** Shell-quoted, without secrets. */
  command: string;
  argv: string[];
  /** Plain, and as it is recorded where secrets are in it: first the one that is recorded now. */
  digests: readonly [string, string];
  clientToken: string;
  dependsOnHeld: boolean;
  seq: number;
  /** The call as the runbook has it, where the arguments are a person's. */
  asWritten: OneCall | null;
  /** When its intent was written, on the run's clock; 0 before. */
  intendedAt: number;
  /** When this life began with it, on the monotonic clock; 0 before. */
  startedAtMs: number;
  piece: CurrentPiece;
  /** Value of a variable of the shell that issued it. */
  valueOf(name: string): string | undefined;
  /** Files that the handler wrote, by absolute path. */
  files: Map<string, Uint8Array>;
  /** What an earlier life wrote of it. */
  record: DecidedCall | null;
}

export interface CallRequest {
  runId: string;
  lane: string;
  seq: number;
  target: Target;
  clock: Clock;
  redactor: Redactor;
  runKey: Uint8Array;
  disk: SessionDisk | null;
  handler: CommandHandler;
  argv: readonly string[];
  shell: ResolvedCommandContext;
  piece: CurrentPiece;
  /** Aborts when the session is stopped. */
  stopped: AbortSignal;
  /** Whether a text comes from a held command. */
  isHeld(text: string): boolean;
}

/** The same call with a person's arguments. */
export function editCall(one: OneCall, argv: readonly string[]): OneCall {
  return { ...prepareCall({ ...one.request, argv }), asWritten: one.asWritten ?? one };
}

export function prepareCall(request: CallRequest): OneCall {
  const { handler, argv, shell, redactor, seq, piece } = request;
  const { program } = handler.grammar;
  // Reading the input consumes it: inside `while read` it is the rest of the loop's.
  const stdin = handler.readsStdin(argv) ? decodeBytesToUtf8(shell.stdin) : null;
  const call: Call = { program, argv, stdin, unresolved: new Set() };
  const shown = redactor.argv(program, argv);
  const files = new Map<string, Uint8Array>();
  const clientToken = tokenOf(request);
  const analysis = analyse(handler, call);
  return {
    request,
    handler,
    call,
    context: contextOf(request, { files, clientToken, effect: analysis.effect }),
    analysis,
    command: quoteCommand(program, shown),
    argv: shown,
    digests: digestsOf(request, stdin, shown),
    clientToken,
    dependsOnHeld: [...argv, stdin ?? ''].some(request.isHeld),
    seq,
    asWritten: null,
    intendedAt: 0,
    startedAtMs: 0,
    piece,
    valueOf: (name) => shell.env.get(name),
    files,
    record: null,
  };
}

/** 32 characters: what every service takes that takes a token at all. */
function tokenOf({ runId, lane, seq }: CallRequest): string {
  return createHash('sha256').update(`${runId}\0${lane}\0${seq}`).digest('hex').slice(0, 32);
}

/** A digest of few unknown letters could be guessed; where a secret is among them, it is signed. */
function digestsOf(
  { handler, argv, shell, target, redactor, runKey }: CallRequest,
  stdin: string | null,
  shown: readonly string[],
): [string, string] {
  const plain = commandDigest({ program: handler.grammar.program, argv, cwd: shell.cwd, target, stdin });
  const signed = createHmac('sha256', runKey).update(plain).digest('hex');
  const hasSecret = shown.some((word, i) => word !== argv[i]) || (stdin !== null && redactor.text(stdin) !== stdin);
  return hasSecret ? [signed, plain] : [plain, signed];
}

function contextOf(
  { runId, handler, target, clock, piece: { live }, shell, stopped, disk }: CallRequest,
  { files, clientToken, effect }: Pick<OneCall, 'files' | 'clientToken'> & { effect: Effect },
): CommandContext {
  // What is revealed is known to be a secret only at its end: until then nothing of it is shown.
  const shows = live?.program === handler.grammar.program && effect !== 'reveal';
  const absolute = (path: string): string => shell.fs.resolvePath(shell.cwd, path);
  return {
    target,
    clock,
    env: { ...shell.exportedEnv },
    cwd: shell.cwd,
    signal: AbortSignal.any([stopped, ...(shell.signal ? [shell.signal] : [])]),
    readFile: (path) => shell.fs.readFileBuffer(absolute(path)),
    writeFile: async (path, data) => {
      await shell.fs.mkdir(posix.dirname(absolute(path)), { recursive: true });
      await shell.fs.writeFile(absolute(path), data);
      files.set(absolute(path), data);
    },
    listFiles: (folder) => listFiles(shell.fs, absolute(folder)),
    ...(disk ? { disk } : {}),
    live: (chunk) => {
      if (shows) live?.output.write(chunk);
    },
    clientToken,
    runId,
    effect,
  };
}

function analyse(handler: CommandHandler, call: Call): Analysis {
  try {
    return handler.grammar.analyse(call);
  } catch {
    return { effect: 'unknown', operation: null, reason: 'the analysis failed', resources: [], arguments: [] };
  }
}
