import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What a process has used so far. */
export interface Usage {
  /** Milliseconds of processor time since it started. */
  cpuMs: number;
  memoryBytes: number;
}

const TICK_MS = 10;
const PAGE_BYTES = process.arch === 'arm64' && process.platform === 'darwin' ? 16_384 : 4096;

/** Null when the process is gone. */
export async function usageOf(pid: number): Promise<Usage | null> {
  try {
    return process.platform === 'linux' ? await fromProc(pid) : await fromPs(pid);
  } catch {
    return null;
  }
}

async function fromProc(pid: number): Promise<Usage> {
  const [stat, statm] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/statm`, 'utf8'),
  ]);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
    memoryBytes: Number(statm.split(' ')[1]) * PAGE_BYTES,
  };
}

async function fromPs(pid: number): Promise<Usage> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,time=', '-p', String(pid)], { env: { LC_ALL: 'C' } });
  const [rss = '0', time = '0:0'] = stdout.trim().split(/\s+/);
  const seconds = time.split(':').reduce((total, part) => total * 60 + Number(part), 0);
  return { cpuMs: seconds * 1000, memoryBytes: Number(rss) * 1024 };
}
