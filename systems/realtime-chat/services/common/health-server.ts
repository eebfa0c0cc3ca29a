/** A plain HTTP server that answers `/health`, for services whose work is not HTTP. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Health } from './health.ts';

export function createHealthServer(health: () => Promise<Health>): Server {
  return createServer((request, response) => {
    if (request.url !== '/health')
      return send(response, 404, { error: { code: 'not_found', message: 'No such page.' } });
    health().then(
      (result) => send(response, result.status === 'ok' ? 200 : 503, result),
      () => send(response, 500, { status: 'unhealthy', checks: {} }),
    );
  });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
