import { cp, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ProcessIo, runAws } from '../run.ts';
import { ManualClock } from './context.ts';
import type { Exchange } from './exchanges.ts';

/** A command, what the real AWS CLI did with it, and the HTTP that our own answer to it was made from. */
export interface Golden {
  argv: readonly string[];
  stdin?: string;
  /** The real CLI's, whose version `by` says. */
  stdout: string;
  exitCode: number;
  by: string;
  /** Files that are other than before, by their path; null for one that is gone. */
  files?: Readonly<Record<string, string | null>>;
  exchanges: readonly Exchange[];
}

/** Never anybody's account: nothing of the machine's own configuration is seen. */
export const FAKE_ENV: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
  HOME: '/nonexistent',
  TZ: 'UTC',
};

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
  files: Readonly<Record<string, string | null>>;
}

const FILES = fileURLToPath(new URL('../../fixtures/files/', import.meta.url));

/** Later than what the recorded servers hold. */
const FILES_TIME = new Date('2026-02-01T00:00:00Z');

/** Runs `work` in a copy of `fixtures/files`, and says which files it left otherwise. Bytes are latin-1. */
export async function inFiles<T>(work: (folder: string) => Promise<T>): Promise<T & Pick<Ran, 'files'>> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-golden-'));
  try {
    await cp(FILES, folder, { recursive: true });
    const before = await readTree(folder);
    for (const path of before.keys()) await utimes(join(folder, path), FILES_TIME, FILES_TIME);
    const result = await work(folder);
    const after = await readTree(folder);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter((p) => before.get(p) !== after.get(p));
    return { ...result, files: Object.fromEntries(changed.sort().map((path) => [path, after.get(path) ?? null])) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readTree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (path) => [relative(folder, path), await readFile(path, 'latin1')] as [string, string]),
    ),
  );
}

/** Runs a command against an endpoint, with credentials that open nothing. */
export function runFake(
  { argv, stdin = '' }: Pick<Golden, 'argv' | 'stdin'>,
  endpoint: string,
  env: Readonly<Record<string, string>> = FAKE_ENV,
): Promise<Ran> {
  return inFiles(async (folder) => {
    const out: Uint8Array[] = [];
    const err: string[] = [];
    const io: ProcessIo = {
      env,
      stdout: { write: (chunk) => out.push(Buffer.from(chunk)) },
      stderr: { write: (chunk) => err.push(chunk) },
      stdin: (async function* () {
        yield Buffer.from(stdin, 'latin1');
      })(),
      cwd: () => folder,
    };
    const exitCode = await runAws([...argv, '--endpoint-url', endpoint], io, new ManualClock());
    return { exitCode, stdout: Buffer.concat(out).toString('latin1'), stderr: err.join('') };
  });
}
