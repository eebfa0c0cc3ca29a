import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Clock, ListedFile } from '@steadyhand/contracts';
import type { ConnectionCache } from './connection.ts';
import { isStandardInput } from './input/file-values.ts';
import { createRunner, installedOptions } from './installed/runner.ts';
import type { Io } from './io.ts';
import { personTerminal, type TerminalStreams } from './person-terminal.ts';

/** The parts of a process that a command needs; `process` is one. */
export interface ProcessIo extends TerminalStreams {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TerminalStreams['stdout'] & { write(chunk: string | Uint8Array): unknown };
  readonly stderr: { write(chunk: string): unknown };
  readonly stdin: TerminalStreams['stdin'] & AsyncIterable<unknown>;
  cwd(): string;
}

/** `aws …` in a process of its own; the result is its exit code. `STEADYHAND_AWS=installed` hands it to the AWS CLI. */
export async function runAws(argv: readonly string[], host: ProcessIo, clock: Clock): Promise<number> {
  const live: string[] = [];
  const at = (path: string) => resolve(host.cwd(), path);
  const reads = argv.some((word) => isStandardInput(word.replace(/^.*?fileb?:\/\//, '')));
  const terminal = personTerminal(host);
  const stdin = reads ? await readAll(host.stdin) : new Uint8Array();
  const io: Io = {
    env: host.env,
    clock,
    signal: new AbortController().signal,
    cwd: host.cwd(),
    isOnDisk: true,
    stdin: () => stdin,
    width: host.stdout.columns ?? 80,
    readFile: (path) => readFile(at(path)),
    writeFile: async (path, data) => {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), data);
    },
    listFiles: (folder) => listFiles(at(folder)),
    removeFile: (path) => rm(at(path)),
    ...(host.stdin.isTTY ? { askCode: (prompt: string) => askLine(prompt, host) } : {}),
    ...(terminal ? { terminal } : {}),
    live: (chunk) => {
      live.push(chunk);
      host.stdout.write(chunk);
    },
  };
  const cache: ConnectionCache = new Map();
  const result = await createRunner(installedOptions(host.env)).run(argv, { io, cache });
  for (const { client } of cache.values()) client.destroy();
  const rest = result.stdout.slice(live.join('').length);
  if (rest !== '') host.stdout.write(result.binary ? Buffer.from(rest, 'latin1') : rest);
  if (result.stderr !== '') host.stderr.write(result.stderr);
  return result.exitCode;
}

async function listFiles(folder: string): Promise<readonly ListedFile[] | null> {
  try {
    const paths = await readdir(folder, { recursive: true });
    const entries = await Promise.all(paths.map(async (path) => ({ path, found: await stat(join(folder, path)) })));
    const files = entries.filter(({ found }) => found.isFile());
    return files.map(({ path, found }) => ({ path, bytes: found.size, modified: found.mtimeMs }));
  } catch {
    return null;
  }
}

async function askLine(prompt: string, { stdin, stderr }: ProcessIo): Promise<string> {
  stderr.write(prompt);
  let line = '';
  for await (const chunk of stdin) {
    line += Buffer.from(chunk as Uint8Array).toString('utf8');
    if (line.includes('\n')) break;
  }
  return line.trim();
}

async function readAll(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
