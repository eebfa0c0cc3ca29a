import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Clock } from '@steadyhand/contracts';
import { execute } from './execute.ts';
import { isStandardInput } from './input/file-values.ts';
import type { Io } from './io.ts';

/** The parts of a process that a command needs; `process` is one. */
export interface ProcessIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(chunk: string | Uint8Array): unknown; readonly columns?: number };
  readonly stderr: { write(chunk: string): unknown };
  readonly stdin: AsyncIterable<unknown>;
  cwd(): string;
}

/** `aws …` in a process of its own; the result is its exit code. */
export async function runAws(argv: readonly string[], host: ProcessIo, clock: Clock): Promise<number> {
  const live: string[] = [];
  const io: Io = {
    env: host.env,
    clock,
    signal: new AbortController().signal,
    stdin: argv.some((word) => isStandardInput(word.replace(/^.*?fileb?:\/\//, ''))) ? await readAll(host.stdin) : null,
    width: host.stdout.columns ?? 80,
    readFile: (path) => readFile(resolve(host.cwd(), path)),
    writeFile: (path, data) => writeFile(resolve(host.cwd(), path), data),
    live: (chunk) => {
      live.push(chunk);
      host.stdout.write(chunk);
    },
  };
  const cache = new Map();
  const result = await execute(argv, { io, cache });
  for (const client of cache.values()) client.destroy();
  const rest = result.stdout.slice(live.join('').length);
  if (rest !== '') host.stdout.write(result.binary ? Buffer.from(rest, 'latin1') : rest);
  if (result.stderr !== '') host.stderr.write(result.stderr);
  return result.exitCode;
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
