import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

const STEADY = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'steady.js');

/** A `steady worker` in a process of its own. */
export class SteadyProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  private constructor(folder: string) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(process.execPath, [STEADY, 'worker', '--env', 'range', '--json'], {
      env: { PATH, HOME, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.ended = new Promise((resolve) => this.child.on('exit', () => resolve()));
  }

  /** Resolves when it looks for runs. Its database and its range are those of a folder. */
  static async startWorker(folder: string): Promise<SteadyProcess> {
    const worker = new SteadyProcess(folder);
    await new Promise<void>((resolve, reject) => {
      worker.child.stdout?.once('data', () => resolve());
      worker.child.once('exit', () => reject(new RangeError('the worker ended')));
    });
    return worker;
  }

  /** What ps says. */
  residentBytes(): number {
    return 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.child.pid)], { encoding: 'utf8' }));
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** As by Ctrl-C. */
  async end(): Promise<void> {
    this.child.kill('SIGINT');
    await this.ended;
  }
}
