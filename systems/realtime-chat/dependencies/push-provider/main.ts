/**
 * The push provider, as far as the workers see it: `POST /push` takes a notification, `GET /stats` tells what came.
 *
 * A notification whose job id is known is taken again and not counted again. How slow and how faulty the provider is
 * follows the process messages `{ latencyMs, errorRate }`.
 *
 * Environment: HOST (loopback), PORT (8080).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const ConfigSchema = z.object({ HOST: z.string().default('127.0.0.1'), PORT: z.coerce.number().int().default(8080) });
const NotificationSchema = z.object({ jobId: z.string(), user: z.string(), title: z.string(), text: z.string() });
const ConditionSchema = z.object({
  latencyMs: z.number().nonnegative().default(0),
  errorRate: z.number().min(0).max(1).default(0),
});

const config = ConfigSchema.parse(process.env);
const delivered = new Set<string>();
const counts = { requests: 0, repeated: 0, failed: 0, refused: 0 };
let condition = ConditionSchema.parse({});
/** Adds up the error rate of each request; at 1 a request fails, so that 0.25 means every fourth and not by chance. */
let dueErrors = 0;

async function push(request: IncomingMessage, response: ServerResponse): Promise<void> {
  counts.requests += 1;
  const { errorRate, latencyMs } = condition;
  let body = '';
  for await (const chunk of request) body += chunk;
  if (latencyMs > 0) await sleep(latencyMs);
  dueErrors += errorRate;
  if (dueErrors >= 1) {
    dueErrors -= 1;
    counts.failed += 1;
    return send(response, 503, { error: 'temporarily unavailable' });
  }
  const notification = NotificationSchema.safeParse(parseJson(body));
  if (!notification.success) {
    counts.refused += 1;
    return send(response, 400, { error: 'not a notification' });
  }
  const { jobId } = notification.data;
  if (delivered.has(jobId)) counts.repeated += 1;
  delivered.add(jobId);
  send(response, 202, { jobId });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /stats') return send(response, 200, { ...counts, delivered: delivered.size, ...condition });
  if (route === 'GET /health') return send(response, 200, { status: 'ok' });
  if (route !== 'POST /push') return send(response, 404, { error: 'not found' });
  push(request, response).catch(() => response.destroy());
});

process.on('message', (message) => {
  const told = ConditionSchema.safeParse(message);
  if (told.success) condition = told.data;
});
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
server.listen(config.PORT, config.HOST);
