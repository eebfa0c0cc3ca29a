/** The AWS CLI that the person has, for what is not carried out here. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export interface InstalledAws {
  /** Where it was found. */
  program: string;
  /** `2.15.0`; null where it does not say. Asked for once. */
  version(): Promise<string | null>;
  run(argv: readonly string[], options: ProgramOptions): Promise<ProgramResult>;
}

export interface ProgramOptions {
  /** All of its environment. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  stdin: Uint8Array;
  /** Ends it at once. */
  signal: AbortSignal;
  live(chunk: string): void;
}

export interface ProgramResult {
  exitCode: number;
  stdout: Buffer;
  stderr: Buffer;
  /** It printed more than is kept, and was ended. */
  isCut: boolean;
}

/** More than a record keeps of one command is not read. */
const MOST_BYTES = 16 * 1024 * 1024;

/** `path`: as the variable has it. Null where there is none. */
export function findInstalledAws(path: string | undefined): InstalledAws | null {
  const names = process.platform === 'win32' ? ['aws.exe'] : ['aws'];
  const folders = (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const program = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
  if (program === undefined) return null;
  let version: Promise<string | null> | undefined;
  return {
    program,
    version: () => {
      version ??= askVersion(program, path ?? '');
      return version;
    },
    run: (argv, options) => runProgram(program, argv, options),
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function askVersion(program: string, path: string): Promise<string | null> {
  const signal = AbortSignal.timeout(30_000);
  const options = { env: { PATH: path }, cwd: '/', stdin: new Uint8Array(), signal, live: () => {} };
  const ran = await runProgram(program, ['--version'], options).catch(() => null);
  return /aws-cli\/(\d+(?:\.\d+)+)/.exec(`${ran?.stdout ?? ''}${ran?.stderr ?? ''}`)?.[1] ?? null;
}

/** Rejects with the reason of the signal, or with the system's error when it cannot be started. */
function runProgram(program: string, argv: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  const { env, cwd, stdin, signal, live } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { env, cwd, signal, killSignal: 'SIGKILL', stdio: 'pipe' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const decoder = new TextDecoder();
    let bytes = 0;
    const keep = (list: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) child.kill('SIGKILL');
      else list.push(chunk);
    };
    child.stdout.on('data', keep(stdout));
    child.stdout.on('data', (chunk: Buffer) => bytes <= MOST_BYTES && live(decoder.decode(chunk, { stream: true })));
    child.stderr.on('data', keep(stderr));
    // It may end without having read all of it.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    child.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    child.on('close', (code) => {
      if (signal.aborted) reject(signal.reason);
      else
        resolve({
          exitCode: code ?? 255,
          stdout: Buffer.concat(stdout),
          stderr: Buffer.concat(stderr),
          isCut: bytes > MOST_BYTES,
        });
    });
  });
}
