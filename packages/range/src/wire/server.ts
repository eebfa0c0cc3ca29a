/** The range's one port: every AWS protocol, and what else the range serves under `/_range`. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Clock, SteadyError } from '@steadyhand/contracts';
import { createDispatch, type Dispatch, type DispatchOptions, type HandlerFault } from './dispatch.ts';

const HOST = '127.0.0.1';

export interface WireServerOptions {
  services: DispatchOptions['services'];
  clock: Clock;
  /** Twelve digits; every caller is of this account. */
  account: string;
  /** Throws `AwsError` for what the caller may not do; everything may be done when left out. */
  authorise?: DispatchOptions['authorise'];
  /** A free one when left out. */
  port?: number;
  /** Answers requests under `/_range`; they are answered with 404 when left out. */
  route?: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  /** Takes connections that ask for another protocol; they are closed when left out. */
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Hears of handlers that failed; their clients are answered with 500 InternalFailure. */
  onFault?: (fault: HandlerFault) => void;
}

export interface WireServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  port: number;
  /** Ends open connections too. Safe to call twice. */
  close(): Promise<void>;
}

/** Listens on loopback. Rejects with PORT_TAKEN when another program has the port. */
export async function startWireServer(options: WireServerOptions): Promise<WireServer> {
  const onFault = options.onFault ?? (() => {});
  const { services, account, authorise } = options;
  const dispatch = createDispatch({ services, account, authorise, onFault });
  const server = createServer((request, response) => {
    const answer = request.url?.startsWith('/_range')
      ? answerRoute(options, request, response)
      : answerAws(dispatch, { request, response, clock: options.clock });
    answer.catch((error: unknown) => {
      if (!response.destroyed) onFault({ client: 'wire', operation: request.url ?? '', error });
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (options.onUpgrade) options.onUpgrade(request, socket, head);
    else socket.destroy();
  });
  const port = await listen(server, options.port ?? 0);
  let closing: Promise<void> | undefined;
  return {
    url: `http://${HOST}:${port}`,
    port,
    close: () => {
      closing ??= close(server);
      return closing;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new SteadyError('PORT_TAKEN', { port: String(port), host: HOST }, { cause: error });
    }
    throw error;
  }
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function answerRoute(options: WireServerOptions, request: IncomingMessage, response: ServerResponse) {
  if (options.route) await options.route(request, response);
  else response.writeHead(404).end();
}

async function answerAws(
  dispatch: Dispatch,
  { request, response, clock }: { request: IncomingMessage; response: ServerResponse; clock: Clock },
) {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const url = new URL(`http://range${request.url ?? '/'}`);
  const requestId = randomUUID();
  const body = await buffer(request);
  const answer = await dispatch(
    { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers: request.headers, body },
    { requestId, signal: gone.signal },
  );
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    ...answer.headers,
    date: new Date(clock.now()).toUTCString(),
    'x-amzn-requestid': requestId,
    'content-length': answer.headers['content-length'] ?? String(bytes.length),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
