/** Recorded HTTP: a proxy that keeps what passes, and a server that gives it back in the same order. */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Exchange {
  request: { method: string; path: string; target: string; body: string };
  response: { status: number; headers: Record<string, string>; body: string };
}

export interface Listening {
  url: string;
  close(): Promise<void>;
}

const KEPT_HEADERS = /^(content-type|x-amz|x-amzn|etag|last-modified|smithy-protocol|location)/;

/** Forwards everything to `upstream`; `keep` sees each exchange. */
export function startProxy(upstream: string, keep: (exchange: Exchange) => void): Promise<Listening> {
  return listen(async (request, response) => {
    const body = await buffer(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => name !== 'connection'),
    ) as Record<string, string>;
    const forwarded = httpRequest(new URL(request.url ?? '/', upstream), { method: request.method ?? 'GET', headers });
    forwarded.end(body);
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      forwarded.on('response', resolve).on('error', reject),
    );
    const bytes = roundTimes(await buffer(answer));
    const kept = Object.entries(answer.headers).filter(([name]) => KEPT_HEADERS.test(name));
    keep({
      request: describe(request, body),
      response: {
        status: answer.statusCode ?? 500,
        headers: Object.fromEntries(kept) as Record<string, string>,
        body: bytes.toString('latin1'),
      },
    });
    const { 'content-length': _, ...answered } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, answered).end(bytes);
  });
}

/** AWS answers in milliseconds, and so can a JavaScript date; moto answers in microseconds. */
function roundTimes(body: Buffer): Buffer {
  const rounded = body
    .toString('latin1')
    .replaceAll(/(\d\d:\d\d:\d\d\.\d{3})\d{3}/g, '$1')
    .replaceAll(/\b(\d{10}\.\d{3})\d{1,6}\b/g, '$1');
  return Buffer.from(rounded, 'latin1');
}

/** Answers each request with the next exchange, and with 599 when it is not the request that was recorded. */
export function startReplay(exchanges: readonly Exchange[]): Promise<Listening> {
  const left = [...exchanges];
  return listen(async (request, response) => {
    const next = left.shift();
    const given = JSON.stringify(describe(request, await buffer(request)));
    if (!next || JSON.stringify(next.request) !== given) {
      response.writeHead(599).end(`not recorded: ${given}; expected: ${JSON.stringify(next?.request)}`);
      return;
    }
    response.writeHead(next.response.status, next.response.headers).end(Buffer.from(next.response.body, 'latin1'));
  });
}

function describe(request: IncomingMessage, body: Buffer): Exchange['request'] {
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    target: String(request.headers['x-amz-target'] ?? ''),
    body: body.toString('latin1'),
  };
}

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(598).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
