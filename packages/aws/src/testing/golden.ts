import { type ProcessIo, runAws } from '../run.ts';
import { ManualClock } from './context.ts';
import type { Exchange } from './exchanges.ts';

/** A command, what the real AWS CLI printed for it, and the HTTP that our own answer to it was made from. */
export interface Golden {
  argv: readonly string[];
  stdout: string;
  /** Of version 2. */
  exitCode: number;
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
}

/** Runs a command against an endpoint, with credentials that open nothing. */
export async function runFake(argv: readonly string[], endpoint: string): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io: ProcessIo = {
    env: FAKE_ENV,
    stdout: { write: (chunk) => out.push(String(chunk)) },
    stderr: { write: (chunk) => err.push(chunk) },
    stdin: (async function* () {})(),
    cwd: () => '/',
  };
  const exitCode = await runAws([...argv, '--endpoint-url', endpoint], io, new ManualClock());
  return { exitCode, stdout: out.join(''), stderr: err.join('') };
}
