import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ConnectionBook, type Exchange } from './exchange.ts';
import { logLine } from './log-line.ts';
import type { AccessLogConfig } from './protocol.ts';

/** As many lines make a file, though its interval is not over. */
const LINES_MAX = 20_000;

export interface LogFile {
  file: string;
  /** Range time, in milliseconds since the epoch. */
  until: number;
}

/** A line for each request that is over, kept until they are written out. */
export class AccessLog {
  readonly #config: AccessLogConfig;
  readonly #onFile: (file: LogFile) => void;
  readonly #connections = new ConnectionBook();
  #lines: string[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(config: AccessLogConfig, onFile: (file: LogFile) => void) {
    this.#config = config;
    this.#onFile = onFile;
  }

  /** Notes a request that is over at `at`, in range time. */
  add(exchange: Exchange, at: number): void {
    const { socket } = exchange.incoming;
    const notes = this.#connections.of(socket);
    const end = {
      at,
      receivedBytes: socket.bytesRead - notes.read,
      sentBytes: socket.bytesWritten - notes.written,
      connectionTrace: notes.traceId,
    };
    notes.read = socket.bytesRead;
    notes.written = socket.bytesWritten;
    this.#lines.push(logLine(exchange, end, this.#config));
    if (this.#lines.length >= LINES_MAX) this.flush(at);
  }

  /** Writes what there is into a file, of which is told when it is there. */
  flush(until: number): void {
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 0) this.#writing = this.#writing.then(() => this.#write(lines, until));
  }

  /** Resolves when every file that was begun is told of. */
  written(): Promise<void> {
    return this.#writing;
  }

  async #write(lines: readonly string[], until: number): Promise<void> {
    const file = join(this.#config.folder, `${randomBytes(8).toString('hex')}.log.gz`);
    await writeFile(file, await promisify(gzip)(`${lines.join('\n')}\n`));
    this.#onFile({ file, until });
  }
}
