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

/** These change from run to run, or are about the connection. */
const LEFT_HEADERS = /^(date|server|connection|keep-alive|transfer-encoding|x-amzn?-request-?id|x-amz-id-2)$/;

/** Forwards everything to where `upstream` says; `keep` sees each exchange. */
export function startProxy(
  upstream: () => string,
  { keep, port }: { keep(exchange: Exchange): void; port: number },
): Promise<Listening> {
  return listen(port, async (request, response) => {
    const body = await buffer(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => name !== 'connection'),
    ) as Record<string, string>;
    const forwarded = httpRequest(new URL(request.url ?? '/', upstream()), {
      method: request.method ?? 'GET',
      headers,
    });
    forwarded.end(body);
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      forwarded.on('response', resolve).on('error', reject),
    );
    const bytes = await buffer(answer);
    const kept = Object.entries(answer.headers).filter(([name]) => !LEFT_HEADERS.test(name));
    keep({
      request: describe(request, body),
      response: {
        status: answer.statusCode ?? 500,
        headers: Object.fromEntries(kept) as Record<string, string>,
        body: bytes.toString('latin1'),
      },
    });
    // A server whose clock stands still would have errors sent again, as if the caller's were wrong.
    const { date: _, ...answered } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, answered).end(bytes);
  });
}

export interface Replay extends Listening {
  /** What was asked and is not what was recorded. */
  problems(): readonly string[];
}

/** Answers each request with the next exchange, and with 599 when it is not the request that was recorded. */
export async function startReplay(exchanges: readonly Exchange[]): Promise<Replay> {
  const left = [...exchanges];
  const unexpected: string[] = [];
  const listening = await listen(0, async (request, response) => {
    const next = left.shift();
    const given = JSON.stringify(describe(request, await buffer(request)));
    if (!next || JSON.stringify(next.request) !== given) {
      unexpected.push(`${given} instead of ${JSON.stringify(next?.request)}`);
      response.writeHead(599).end();
      return;
    }
    response.writeHead(next.response.status, next.response.headers).end(Buffer.from(next.response.body, 'latin1'));
  });
  return { ...listening, problems: () => unexpected };
}

function describe(request: IncomingMessage, body: Buffer): Exchange['request'] {
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    target: String(request.headers['x-amz-target'] ?? ''),
    body: body.toString('latin1').replaceAll(UUID, '<uuid>'),
  };
}

/** Idempotency tokens are others each time. */
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g;

async function listen(
  asked: number,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(598).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(asked, '127.0.0.1', resolve));
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
