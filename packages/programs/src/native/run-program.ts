/**
 * Starts a program of this machine in a process group of its own, without a terminal, and leaves nothing of it behind.
 * A process that makes itself a session of its own (`setsid`) is out of reach.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';

export interface ProgramRun {
  /** Absolute path. */
  program: string;
  argv: readonly string[];
  /** All of its environment. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Null: it reads nothing. */
  stdin: Uint8Array | null;
  /** Ends it: asked to first, then killed. */
  signal: AbortSignal;
  /** Whether it is ended when it prints too much; else it goes on, unheard. */
  endsWhenTooLong: boolean;
  live(chunk: string): void;
}

export interface Ran {
  exitCode: number;
  stdout: Buffer;
  stderr: Buffer;
  /** It printed more than is kept. */
  isTooLong: boolean;
}

/** As much as a record keeps of one command. */
export const MOST_BYTES = 16 * 2 ** 20;
/** Between the request to end and the end. */
const GRACE_MS = 500;
/** How long what another process still holds open is listened to, once the program has ended. */
const LAST_WORDS_MS = 500;

/** Rejects with the reason of the signal, or with the system's error when it cannot be started. */
export function runProgram(run: ProgramRun): Promise<Ran> {
  const { program, argv, env, cwd, stdin, signal, live } = run;
  if (signal.aborted) return Promise.reject(signal.reason);
  const child = spawn(program, argv, { env, cwd, detached: true, stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  const output = new Output(run.endsWhenTooLong ? () => endGroup(child, 'SIGKILL') : () => undefined);
  const decoder = new TextDecoder();
  child.stdout?.on('data', (chunk: Buffer) => {
    if (output.keep(output.stdout, chunk)) live(decoder.decode(chunk, { stream: true }));
  });
  child.stderr?.on('data', (chunk: Buffer) => output.keep(output.stderr, chunk));
  // It may end without having read all of it.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(stdin);
  return ended(child, signal).then((exitCode) => ({
    exitCode,
    stdout: Buffer.concat(output.stdout),
    stderr: Buffer.concat(output.stderr),
    isTooLong: output.isTooLong,
  }));
}

class Output {
  readonly stdout: Buffer[] = [];
  readonly stderr: Buffer[] = [];
  readonly #onTooLong: () => void;
  #bytes = 0;

  constructor(onTooLong: () => void) {
    this.#onTooLong = onTooLong;
  }

  get isTooLong(): boolean {
    return this.#bytes > MOST_BYTES;
  }

  /** Whether there was room for it. */
  keep(list: Buffer[], chunk: Buffer): boolean {
    const wasTooLong = this.isTooLong;
    this.#bytes += chunk.length;
    if (!this.isTooLong) list.push(chunk);
    else if (!wasTooLong) this.#onTooLong();
    return !this.isTooLong;
  }
}

/** Its exit code, as a shell has it: 128 and its number where a signal ended it. */
function ended(child: ChildProcess, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const timers: NodeJS.Timeout[] = [];
    const kill = (): void => endGroup(child, 'SIGKILL');
    const stop = (): void => {
      endGroup(child, 'SIGTERM');
      timers.push(setTimeout(kill, GRACE_MS));
    };
    const settle = (): void => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      process.removeListener('exit', kill);
    };
    signal.addEventListener('abort', stop, { once: true });
    process.once('exit', kill);
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', () => {
      // What it started and left behind.
      kill();
      timers.push(
        setTimeout(() => {
          child.stdout?.destroy();
          child.stderr?.destroy();
        }, LAST_WORDS_MS),
      );
    });
    child.once('close', (code, name) => {
      settle();
      if (signal.aborted) reject(signal.reason);
      else resolve(code ?? 128 + (name === null ? 0 : constants.signals[name]));
    });
  });
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left.
  }
}
