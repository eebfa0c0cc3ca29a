/** A server that speaks the JSON protocols of AWS: one answer per operation. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Received {
  operation: string;
  input: Record<string, unknown>;
  authorization: string;
}

export type Answer = (input: Record<string, unknown>) => { status?: number; body: unknown };

export interface JsonService {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

export async function startJsonService(answers: Readonly<Record<string, Answer>>): Promise<JsonService> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    json(request).then(
      (body) => {
        const input = body as Record<string, unknown>;
        received.push({ operation, input, authorization: request.headers.authorization ?? '' });
        const answer = answers[operation]?.(input) ?? {
          status: 400,
          body: { __type: 'UnknownOperation', message: operation },
        };
        response
          .writeHead(answer.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(answer.body));
      },
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
