import type { Call, Clock, CommandContext, Target } from '@steadyhand/contracts';

/** A clock that stands still; sleeping is recorded and only ends at once or by the signal. */
export class ManualClock implements Clock {
  readonly slept: number[] = [];
  private readonly endless: boolean;

  constructor(options: { endless?: boolean } = {}) {
    this.endless = options.endless ?? false;
  }

  now(): number {
    return Date.parse('2026-01-05T12:00:00Z');
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    if (!this.endless) return Promise.resolve();
    return new Promise((_, reject) => {
      if (signal?.aborted) reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
}

export interface ContextOptions {
  endpoint: string;
  clock?: Clock;
  signal?: AbortSignal;
  env?: Readonly<Record<string, string>>;
  files?: Map<string, Uint8Array>;
  live?: (chunk: string) => void;
}

/** The context of a command inside a range at `endpoint`. */
export function rangeContext(options: ContextOptions): CommandContext {
  const files = options.files ?? new Map();
  const target: Target = {
    environment: 'range',
    kind: 'range',
    protection: 'open',
    account: '000000000000',
    region: 'us-east-1',
    endpoint: options.endpoint,
    credentials: { accessKeyId: 'AKIARANGE', secretAccessKey: 'range' },
    outputs: {},
    resolve: (host, port) => ({ host, port }),
  };
  return {
    target,
    clock: options.clock ?? new ManualClock(),
    env: options.env ?? {},
    cwd: '/',
    signal: options.signal ?? new AbortController().signal,
    readFile: async (path) =>
      files.get(path) ?? files.get(path.replace(/^\//, '')) ?? Promise.reject(new Error('ENOENT')),
    writeFile: async (path, data) => void files.set(path, data),
    live: options.live ?? (() => {}),
  };
}

export function awsCall(...argv: string[]): Call {
  return { program: 'aws', argv, stdin: null, unresolved: new Set() };
}
