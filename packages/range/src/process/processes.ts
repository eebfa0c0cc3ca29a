import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import { processStart } from '@steadyhand/postgres';
import { removeLeftBehind } from './left-behind.ts';
import { eachLine } from './lines.ts';

export interface ProgramOptions {
  /** What it is to a person: `postgres`, `task api`. */
  part: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Runs as this user and group. */
  uid?: number;
  /** Opens a message channel to a Node program. */
  ipc?: boolean;
  /** Ends it at once and in good order; SIGKILL when left out. */
  endSignal?: NodeJS.Signals;
  onLine?(line: string): void;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process that the range started. */
export interface Program {
  readonly part: string;
  readonly pid: number;
  /** Null while it runs. */
  readonly exit: Exit | null;
  readonly ended: Promise<Exit>;
  /** The last lines of its output. */
  tail(): string;
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  kill(signal: NodeJS.Signals): void;
  /** Ends it at once. */
  end(): Promise<Exit>;
}

/** Every process of one range. Each has a file with its pid and start, by which a later start finds what a crash left. */
export interface Processes {
  start(options: ProgramOptions): Promise<Program>;
  /** Ends all, starts none any more, and resolves when none is left. */
  endAll(): Promise<void>;
}

const TAIL_LINES = 20;
/** A program that does not heed its end signal is killed after this. */
const END_PATIENCE_MS = 1000;

export function createProcesses(recordsFolder: string): Processes {
  mkdirSync(recordsFolder, { recursive: true });
  const running = new Set<Program>();
  let ending = false;
  return {
    async start(options) {
      if (ending) throw new SteadyError('RANGE_START_FAILED', { part: options.part, reason: 'the range is ending' });
      const child = spawn(options.command, [...options.args], {
        cwd: options.cwd,
        env: { ...options.env },
        stdio: ['ignore', 'pipe', 'pipe', ...(options.ipc ? (['ipc'] as const) : [])],
        // A group of its own, so that Ctrl-C in a terminal reaches the range alone, which then ends its parts in order.
        detached: true,
        ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
      });
      await started(child, options);
      const record = join(recordsFolder, `${child.pid}.json`);
      const program = programOf(child, options);
      writeFileSync(record, JSON.stringify({ pid: program.pid, processStart: processStart(program.pid) ?? '' }));
      running.add(program);
      void program.ended.then(() => {
        running.delete(program);
        removeLeftBehind(program.pid);
        rmSync(record, { force: true });
      });
      return program;
    },
    async endAll() {
      ending = true;
      await Promise.all([...running].map((program) => program.end()));
    },
  };
}

/** The processes of one part of a range, which can be ended by themselves. */
export function processGroup(all: Processes): Processes {
  const running = new Set<Program>();
  let ending = false;
  return {
    async start(options) {
      if (ending) throw new SteadyError('RANGE_START_FAILED', { part: options.part, reason: 'its region is ending' });
      const program = await all.start(options);
      running.add(program);
      void program.ended.then(() => running.delete(program));
      if (ending) await program.end();
      return program;
    },
    async endAll() {
      ending = true;
      await Promise.all([...running].map((program) => program.end()));
    },
  };
}

function started(child: ChildProcess, { part, command }: ProgramOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(new SteadyError('RANGE_START_FAILED', { part, reason: `${command}: ${cause.message}` }, { cause })),
    );
  });
}

function programOf(child: ChildProcess, { part, onLine, endSignal = 'SIGKILL' }: ProgramOptions): Program {
  const { pid, stdout, stderr } = child;
  if (pid === undefined || !stdout || !stderr) throw new SteadyError('INTERNAL', { reason: `${part} has no pipes` });
  const lines: string[] = [];
  for (const stream of [stdout, stderr]) {
    eachLine(stream, (line) => {
      lines.push(line);
      if (lines.length > TAIL_LINES) lines.shift();
      onLine?.(line);
    });
  }
  let exit: Exit | null = null;
  const ended = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });
  // The channel may close between a check and the write; what was sent then has no reader any more.
  child.on('error', () => {});
  return {
    part,
    pid,
    ended,
    get exit() {
      return exit;
    },
    tail: () => lines.join('\n'),
    send: (message) => void (child.connected && child.send(message)),
    onMessage: (listener) => void child.on('message', listener),
    kill: (signal) => killGroup(pid, signal, exit),
    async end() {
      killGroup(pid, endSignal, exit);
      const impatient = setTimeout(() => killGroup(pid, 'SIGKILL', exit), END_PATIENCE_MS);
      await ended;
      clearTimeout(impatient);
      return ended;
    },
  };
}

/** The whole group, so that what a program started goes with it. */
function killGroup(pid: number, signal: NodeJS.Signals, exit: Exit | null): void {
  if (exit) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended a moment ago.
  }
}
