/** The client's half of RFC 6455, as far as a data channel needs it: no extensions, no subprotocols. */
import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { createFrameReader, encodeFrame, type Frame, type FrameReader, OPCODE } from './web-socket-frames.ts';

const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MOST_BYTES = 16 * 1024 * 1024;

export class WebSocketError extends Error {
  override readonly name = 'WebSocketError';
}

export interface WebSocketOptions {
  signal: AbortSignal;
  /** Where the host's name leads, if not where it says. */
  address?: { host: string; port: number };
  ca?: string | undefined;
}

export interface WebSocketClient {
  sendText(text: string): void;
  sendBinary(data: Uint8Array): void;
  /** Messages until the other side closes; throws when the connection breaks or the signal is aborted. */
  messages(): AsyncGenerator<Uint8Array>;
  close(): void;
}

/** Throws the error of the connection, or WebSocketError. */
export async function openWebSocket(url: string, options: WebSocketOptions): Promise<WebSocketClient> {
  const { response, socket } = await upgrade(new URL(url), options);
  if (!socket) throw new WebSocketError(`the server answered ${response.statusCode ?? 0} instead of opening a channel`);
  const send = (opcode: number, payload: Uint8Array) => void socket.write(encodeFrame({ opcode, payload }, true));
  const abort = () => socket.destroy(options.signal.reason as Error);
  options.signal.addEventListener('abort', abort, { once: true });
  return {
    sendText: (text) => send(OPCODE.text, Buffer.from(text)),
    sendBinary: (data) => send(OPCODE.binary, data),
    messages: async function* () {
      const reader = createFrameReader(MOST_BYTES);
      for await (const chunk of socket) {
        for (const { opcode, payload } of readFrames(reader, chunk as Buffer)) {
          if (opcode === OPCODE.close) return;
          if (opcode === OPCODE.ping) send(OPCODE.pong, payload);
          if (opcode === OPCODE.text || opcode === OPCODE.binary) yield payload;
        }
      }
    },
    close: () => {
      options.signal.removeEventListener('abort', abort);
      if (!socket.destroyed) socket.end(encodeFrame({ opcode: OPCODE.close, payload: new Uint8Array() }, true));
      socket.destroySoon?.();
    },
  };
}

function readFrames(reader: FrameReader, chunk: Buffer): Frame[] {
  try {
    return reader.read(chunk);
  } catch (error) {
    if (error instanceof RangeError) throw new WebSocketError(error.message);
    throw error;
  }
}

interface Upgraded {
  response: IncomingMessage;
  /** Null when the server did not agree. */
  socket: (Duplex & { destroySoon?(): void }) | null;
}

function upgrade(url: URL, { address, ca, signal }: WebSocketOptions): Promise<Upgraded> {
  const key = randomBytes(16).toString('base64');
  const isSecure = url.protocol === 'wss:';
  const request = (isSecure ? httpsRequest : httpRequest)({
    host: address?.host ?? url.hostname,
    port: address?.port ?? (url.port || (isSecure ? 443 : 80)),
    path: `${url.pathname}${url.search}`,
    signal,
    ...(isSecure ? { servername: url.hostname, ca } : {}),
    headers: {
      host: url.host,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': key,
    },
  });
  const accepted = createHash('sha1')
    .update(key + ACCEPT_SUFFIX)
    .digest('base64');
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      response.resume();
      resolve({ response, socket: null });
    });
    request.on('upgrade', (response, socket, head) => {
      socket.unshift(head);
      const agrees = response.headers['sec-websocket-accept'] === accepted;
      if (!agrees) socket.destroy();
      resolve({ response, socket: agrees ? socket : null });
    });
    request.end();
  });
}
