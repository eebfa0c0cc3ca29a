import { spawn } from 'node:child_process';
import type { IPty } from '@lydell/node-pty';

export interface TerminalOptions {
  command: readonly [string, ...string[]];
  cwd: string;
  env: Readonly<Record<string, string>>;
  onOutput(data: Uint8Array): void;
  /** Called once, when the program has ended and all its output was given. */
  onExit(): void;
}

/** A program with a terminal of its own. */
export interface Terminal {
  readonly pid: number;
  write(data: Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** What closing a terminal's window does to what runs in it. */
  hangUp(): void;
}

const SIZE = { cols: 80, rows: 24 };
/** Where there is no terminal, this is said before anything else. */
const NO_TERMINAL =
  'steadyhand: @lydell/node-pty is not installed, so this session has pipes and no terminal: no prompt, no Ctrl-C.\r\n';

/** Rejects with the error of the system when the program cannot be started. */
export async function openTerminal(options: TerminalOptions, loadPty: LoadPty = installedPty): Promise<Terminal> {
  const pty = await loadPty();
  return pty ? onPty(pty.spawn, options) : onPipes(options);
}

/** Null where the optional package is not installed. */
export type LoadPty = () => Promise<typeof import('@lydell/node-pty') | null>;
type SpawnPty = typeof import('@lydell/node-pty')['spawn'];

function installedPty(): ReturnType<LoadPty> {
  return import('@lydell/node-pty').catch(() => null);
}

function onPty(
  spawnPty: SpawnPty,
  { command: [file, ...args], cwd, env, onOutput, onExit }: TerminalOptions,
): Terminal {
  const pty: IPty = spawnPty(file, args, {
    name: 'xterm-256color',
    ...SIZE,
    cwd,
    env: { ...env, TERM: 'xterm-256color' },
    encoding: null,
  });
  // Without an encoding it gives bytes, whatever its types say.
  pty.onData((data: unknown) => onOutput(data as Uint8Array));
  pty.onExit(onExit);
  return {
    pid: pty.pid,
    write: (data) => pty.write(Buffer.from(data) as unknown as string),
    resize: (columns, rows) => pty.resize(columns, rows),
    hangUp: () => killGroup(pty.pid),
  };
}

async function onPipes({ command: [file, ...args], cwd, env, onOutput, onExit }: TerminalOptions): Promise<Terminal> {
  const child = spawn(file, args, { cwd, env: { ...env, TERM: 'dumb' }, detached: true });
  const { pid } = await new Promise<{ pid: number }>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve({ pid: child.pid ?? 0 }));
  });
  onOutput(Buffer.from(NO_TERMINAL));
  child.stdout.on('data', onOutput);
  child.stderr.on('data', onOutput);
  child.on('close', onExit);
  // A program that has ended reads nothing any more.
  child.stdin.on('error', () => {});
  return {
    pid,
    write: (data) => void child.stdin.write(data),
    resize: () => {},
    hangUp: () => killGroup(pid),
  };
}

function killGroup(pid: number): void {
  for (const signal of ['SIGHUP', 'SIGKILL'] as const) {
    try {
      process.kill(-pid, signal);
    } catch {
      // It ended a moment ago.
    }
  }
}
