import http from 'node:http';
import https from 'node:https';
import { CurlError, connectionError } from './curl-error.ts';

/** One request, and where it goes. */
export interface Exchange {
  url: URL;
  method: string;
  headers: readonly (readonly [string, string])[];
  body: Buffer | null;
  /** Where the name leads. */
  address: { host: string; port: number };
  /** Certificates to trust in place of the usual ones. */
  ca: string | undefined;
  insecure: boolean;
  connectTimeoutMs: number | null;
  /** Wall time left for all of it. */
  timeoutMs: number | null;
  signal: AbortSignal;
}

/** Milliseconds from the start. */
export interface Timings {
  nameLookup: number;
  connect: number;
  appConnect: number;
  startTransfer: number;
  total: number;
}

export interface Reply {
  status: number;
  /** `HTTP/1.1 200 OK`, then the header lines, each as it came. */
  head: string;
  headers: http.IncomingHttpHeaders;
  httpVersion: string;
  body: Buffer;
  remote: { address: string; port: number };
  timings: Timings;
  /** What broke it off before its end. */
  error: CurlError | null;
}

/** Makes one request. Before there is a reply, rejects with a {@link CurlError}, or with the signal's reason. Network time is the wall's: a range's clock does not speed it up. */
export function transfer(exchange: Exchange): Promise<Reply> {
  return new Promise((resolve, reject) => new Transfer(exchange, resolve, reject).start());
}

class Transfer {
  readonly #exchange: Exchange;
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #startedAt = performance.now();
  readonly #timings: Timings = { nameLookup: 0, connect: 0, appConnect: 0, startTransfer: 0, total: 0 };
  readonly #chunks: Buffer[] = [];
  #isConnected = false;
  #response: http.IncomingMessage | null = null;
  #remote = { address: '', port: 0 };

  constructor(exchange: Exchange, resolve: (reply: Reply) => void, reject: (reason: unknown) => void) {
    this.#exchange = exchange;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    const { url, method, headers, body, address, ca, insecure, signal } = this.#exchange;
    if (signal.aborted) {
      this.#reject(signal.reason);
      return;
    }
    const isTls = url.protocol === 'https:';
    const protocol = isTls ? https : http;
    const agent = new protocol.Agent({ keepAlive: true });
    const request = protocol.request({
      host: address.host,
      port: address.port,
      method,
      path: url.pathname + url.search,
      headers: headers.flat(),
      agent,
      setHost: false,
      ...(isTls && {
        servername: /^[\d.]+$|^\[/.test(url.hostname) ? '' : url.hostname,
        rejectUnauthorized: !insecure,
      }),
      ...(isTls && ca !== undefined && { ca }),
    });
    request.on('socket', (socket) => {
      socket.on('lookup', () => this.#mark('nameLookup'));
      socket.on('connect', () => this.#connected(!isTls));
      socket.on('secureConnect', () => this.#connected(true));
    });
    request.on('error', (error) => this.#fail(connectionError(error, url, this.#elapsed())));
    request.on('response', (response) => this.#receive(response));
    request.on('close', () => agent.destroy());
    this.#deadlines(request, signal);
    request.end(body ?? undefined);
  }

  #deadlines(request: http.ClientRequest, signal: AbortSignal): void {
    const { connectTimeoutMs, timeoutMs } = this.#exchange;
    const stop = (error: CurlError): void => {
      this.#fail(error);
      request.destroy();
    };
    const onAbort = (): void => {
      this.#reject(signal.reason);
      request.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    request.on('close', () => signal.removeEventListener('abort', onAbort));
    if (timeoutMs !== null) AbortSignal.timeout(timeoutMs).addEventListener('abort', () => stop(this.#timedOut()));
    if (connectTimeoutMs === null) return;
    AbortSignal.timeout(connectTimeoutMs).addEventListener('abort', () => {
      if (!this.#isConnected) stop(this.#timedOut());
    });
  }

  #timedOut(): CurlError {
    const elapsed = Math.round(this.#elapsed());
    if (!this.#isConnected) return new CurlError(28, `Connection timed out after ${elapsed} milliseconds`);
    const expected = Number(this.#response?.headers['content-length'] ?? 0);
    const received = this.#received() + (expected > 0 ? ` out of ${expected}` : '');
    return new CurlError(28, `Operation timed out after ${elapsed} milliseconds with ${received} bytes received`);
  }

  #received(): number {
    return this.#chunks.reduce((sum, { length }) => sum + length, 0);
  }

  #connected(isReady: boolean): void {
    this.#isConnected = isReady;
    if (this.#timings.connect === 0) this.#mark('connect');
    else this.#mark('appConnect');
  }

  #receive(response: http.IncomingMessage): void {
    this.#mark('startTransfer');
    this.#response = response;
    // The socket leaves the response at its end.
    const { remoteAddress = '', remotePort = 0 } = response.socket;
    this.#remote = { address: remoteAddress, port: remotePort };
    response.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    response.on('end', () => this.#finish(response, null));
    response.on('error', () => {
      const length = response.headers['content-length'];
      const rest = length === undefined ? 'outstanding read data' : `${Number(length) - this.#received()} bytes`;
      this.#fail(new CurlError(18, `transfer closed with ${rest} remaining${length ? ' to read' : ''}`));
    });
  }

  #fail(error: CurlError): void {
    if (this.#response) this.#finish(this.#response, error);
    else this.#reject(error);
  }

  #finish(response: http.IncomingMessage, error: CurlError | null): void {
    this.#mark('total');
    this.#resolve({
      status: response.statusCode ?? 0,
      head: headOf(response),
      headers: response.headers,
      httpVersion: response.httpVersion,
      body: Buffer.concat(this.#chunks),
      remote: this.#remote,
      timings: this.#timings,
      error,
    });
  }

  #mark(name: keyof Timings): void {
    this.#timings[name] = this.#elapsed();
  }

  #elapsed(): number {
    return performance.now() - this.#startedAt;
  }
}

function headOf({ httpVersion, statusCode, statusMessage, rawHeaders }: http.IncomingMessage): string {
  const lines = [`HTTP/${httpVersion} ${statusCode} ${statusMessage}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
