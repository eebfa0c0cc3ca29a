import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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

const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}),
};

/** `aws …` in a process of its own; the result is its exit code. */
export async function runAws(argv: readonly string[], process: ProcessIo, clock: Clock = systemClock): Promise<number> {
  const live: string[] = [];
  const io: Io = {
    env: process.env,
    clock,
    signal: new AbortController().signal,
    stdin: argv.some((word) => isStandardInput(word.replace(/^.*?fileb?:\/\//, '')))
      ? await readAll(process.stdin)
      : null,
    width: process.stdout.columns ?? 80,
    readFile: (path) => readFile(resolve(process.cwd(), path)),
    writeFile: (path, data) => writeFile(resolve(process.cwd(), path), data),
    live: (chunk) => {
      live.push(chunk);
      process.stdout.write(chunk);
    },
  };
  const cache = new Map();
  const result = await execute(argv, { io, cache });
  for (const client of cache.values()) client.destroy();
  const rest = result.stdout.slice(live.join('').length);
  if (rest !== '') process.stdout.write(result.binary ? Buffer.from(rest, 'latin1') : rest);
  if (result.stderr !== '') process.stderr.write(result.stderr);
  return result.exitCode;
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
