import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { JournalPoint } from './journal-point.ts';
import type { RunCase } from './run-case.ts';

/** What a worker is told to do, and where to stop. */
export interface Errand {
  runCase: RunCase;
  /** None: it carries the run to its end. */
  point?: JournalPoint;
  /** SIGKILL when left out. */
  signal?: 'SIGSTOP';
}

/** How a worker ended: by which signal, or with what result. */
export interface Ending {
  signal: NodeJS.Signals | null;
  /** Status of the run, or the code of the error that ended the worker. */
  result: string;
}

/** A worker in a process of its own. */
export class WorkerProcess {
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;

  /** `main` is the bundle of worker-main.ts. */
  constructor(main: string, env: Record<string, string>) {
    const { PATH = '', HOME = '' } = process.env;
    const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    const child = spawn(process.execPath, [main], {
      env: { PATH, HOME, ...quiet, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let result = '';
    child.on('message', (message: { result: string }) => {
      result = message.result;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      result += chunk;
    });
    this.child = child;
    this.ended = new Promise((resolve) => child.on('close', (_, signal) => resolve({ signal, result })));
  }

  /** Resolves when it has stopped itself. */
  async isStopped(): Promise<void> {
    for (let looked = 0; looked < 1200; looked++) {
      if (execFileSync('ps', ['-o', 'state=', '-p', String(this.child.pid)], { encoding: 'utf8' }).startsWith('T'))
        return;
      await wait(50);
    }
    throw new Error('the worker never stopped');
  }

  carryOut(errand: Errand): void {
    this.child.send(errand);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.ended;
  }
}
