import net from 'node:net';
import tls from 'node:tls';
import type { CommandContext } from '@steadyhand/contracts';
import type { RedisSettings } from './options.ts';
import { encodeCommand, type Reply, ReplyReader, RespError } from './resp.ts';

export class RedisConnectionError extends Error {
  readonly note: string | null;

  constructor(message: string, note: string | null = null) {
    super(message);
    this.note = note;
  }
}

export interface TlsChoice {
  ca: string | undefined;
  insecure: boolean;
  sni: string | null;
}

/** One connection; commands are answered in order. */
export interface RedisConnection {
  /** Rejects with {@link RedisConnectionError} when the server hangs up, or with the signal's reason. */
  send(words: readonly Buffer[]): Promise<Reply>;
  close(): void;
}

/** Connects without saying a word. */
export async function connectRedis(
  { host, port, tls: isTls }: RedisSettings,
  choice: TlsChoice,
  { target, signal }: CommandContext,
): Promise<RedisConnection> {
  const where = `Could not connect to Redis at ${host}:${port}`;
  const address = target.resolve(host, port);
  if (!address) {
    const note = `Steadyhand: ${host} is not a name of the environment "${target.environment}"; nothing was sent.`;
    throw new RedisConnectionError(`${where}: Name or service not known`, note);
  }
  signal.throwIfAborted();
  const { ca, insecure, sni } = choice;
  const servername = sni ?? (net.isIP(host) ? '' : host);
  const socket = isTls
    ? tls.connect({ ...address, servername, rejectUnauthorized: !insecure, ...(ca !== undefined && { ca }) })
    : net.connect(address);
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      reject(new RedisConnectionError(`${where}: ${worded(error)}`)),
    );
  }).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
  return new SocketConnection(socket, signal);
}

function worded({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'Connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Name or service not known';
  if (code === 'ETIMEDOUT') return 'Connection timed out';
  return code?.startsWith('E') || !code ? message : `SSL_connect failed: certificate verify failed (${message})`;
}

class SocketConnection implements RedisConnection {
  readonly #socket: net.Socket;
  readonly #waiting: { resolve: (reply: Reply) => void; reject: (reason: unknown) => void }[] = [];

  constructor(socket: net.Socket, signal: AbortSignal) {
    this.#socket = socket;
    const reader = new ReplyReader();
    const stop = (): void => this.#fail(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    socket.on('data', (chunk) => {
      try {
        for (const reply of reader.push(chunk)) this.#waiting.shift()?.resolve(reply);
      } catch (error) {
        this.#fail(error instanceof RespError ? new RedisConnectionError(error.message) : error);
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      signal.removeEventListener('abort', stop);
      this.#fail(new RedisConnectionError('Error: Server closed the connection'));
    });
  }

  send(words: readonly Buffer[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#socket.destroyed) this.#fail(new RedisConnectionError('Error: Server closed the connection'));
      else this.#socket.write(encodeCommand(words));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #fail(reason: unknown): void {
    this.#socket.destroy();
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
