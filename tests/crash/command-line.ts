/** `steady` in processes of its own, on a site's range and database. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const STEADY = fileURLToPath(new URL('../../packages/cli/bin/steady.js', import.meta.url));

export interface CommandLine {
  runbook: string;
  start(...argv: string[]): ChildProcess;
  /** Resolves with the standard output, whatever the exit code. */
  run(...argv: string[]): Promise<string>;
  end(): Promise<void>;
}

/** With a runbook and its `steadyhand.yaml`; `env` says where range and database are. */
export async function openCommandLine(text: string, system: object, env: Record<string, string>): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), 'steady-'));
  const runbook = join(folder, 'RUNBOOK.md');
  await writeFile(runbook, text);
  await writeFile(join(folder, 'steadyhand.yaml'), JSON.stringify(system));
  const { PATH = '', HOME = '' } = process.env;
  const all = { PATH, HOME, ...env, XDG_DATA_HOME: folder };
  const started: ChildProcess[] = [];
  return {
    runbook,
    start(...argv) {
      const child = spawn(process.execPath, [STEADY, ...argv], { env: all, stdio: 'ignore' });
      started.push(child);
      return child;
    },
    run: (...argv) =>
      new Promise((resolve) => {
        execFile(process.execPath, [STEADY, ...argv], { env: all }, (_, stdout) => resolve(stdout));
      }),
    async end() {
      const running = started.filter((child) => child.exitCode === null && child.signalCode === null);
      await Promise.all(running.map(ended));
      await rm(folder, { recursive: true });
    },
  };
}

/** By SIGINT, as with Ctrl-C. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGINT');
  });
}
