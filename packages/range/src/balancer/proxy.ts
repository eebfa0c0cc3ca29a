import { Agent, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Counts } from './counts.ts';
import type { ListenerConfig, TargetConfig } from './protocol.ts';
import { type TargetPool, targetGroupFor } from './routing.ts';

export interface ProxyOptions {
  listener: ListenerConfig;
  pools: ReadonlyMap<string, TargetPool>;
  counts: Counts;
  agent: Agent;
  /** Milliseconds on any steady clock. */
  now(): number;
}

interface Route {
  targetGroup: string;
  pool: TargetPool;
}

/** How long a target may stay silent, as an Application Load Balancer's idle timeout. */
const IDLE_TIMEOUT_MS = 60_000;

const PAGES: Record<number, string> = {
  404: 'Not Found',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

export function targetAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
}

/** Streams a request to a healthy target and its answer back. */
export function proxyRequest(options: ProxyOptions, incoming: IncomingMessage, response: ServerResponse): void {
  const route = routeOf(options, incoming);
  if (route) attempt({ options, route, incoming, response, tried: new Set() });
  else answer(response, 404);
}

interface Attempt {
  options: ProxyOptions;
  route: Route;
  incoming: IncomingMessage;
  response: ServerResponse;
  tried: Set<string>;
}

function attempt(current: Attempt): void {
  const { options, route, incoming, response, tried } = current;
  const target = route.pool.next(tried);
  if (!target) {
    fail(current, tried.size > 0 ? 502 : 503);
    return;
  }
  if (tried.size === 0) options.counts.sent(route.targetGroup);
  tried.add(target.id);
  const over = route.pool.begin(target.id);
  const started = options.now();
  const outgoing = request({
    agent: options.agent,
    ...destination(target, incoming),
    headers: forwardedHeaders(options.listener, incoming),
    timeout: IDLE_TIMEOUT_MS,
  });
  outgoing.on('response', (answered) => {
    options.counts.answered(route.targetGroup, answered.statusCode ?? 0, (options.now() - started) / 1000);
    response.writeHead(answered.statusCode ?? 502, answered.statusMessage, endToEnd(answered.rawHeaders));
    answered.pipe(response);
    answered.on('error', () => response.destroy());
  });
  outgoing.on('timeout', () => {
    if (!response.headersSent) fail(current, 504);
    outgoing.destroy();
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    over();
    // The client went away, or has its answer already.
    if (response.destroyed || response.writableEnded) return;
    if (response.headersSent) response.destroy();
    else if (mayTryAgain(error, outgoing.reusedSocket, incoming)) attempt(current);
    else fail(current, 502);
  });
  outgoing.on('close', over);
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/**
 * A target that was never reached, or an idle connection that the target closed just then, has not seen the request.
 * What had a body cannot be sent twice, because the body is gone.
 */
function mayTryAgain(error: NodeJS.ErrnoException, reused: boolean, { headers }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return !hasBody && (error.code === 'ECONNREFUSED' || reused);
}

function fail({ options, route, response }: Attempt, status: 502 | 503 | 504): void {
  options.counts.failed(route.targetGroup);
  answer(response, status);
}

function answer(response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  const title = `${status} ${PAGES[status]}`;
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  response.writeHead(status, { server: 'awselb/2.0', 'content-type': 'text/html', 'content-length': page.length });
  response.end(page);
}

/** Hands a connection that asks for another protocol (WebSocket) to a target, byte for byte once it has agreed. */
export function proxyUpgrade(options: ProxyOptions, incoming: IncomingMessage, client: Duplex): void {
  const route = routeOf(options, incoming);
  const target = route?.pool.next(new Set());
  client.on('error', () => client.destroy());
  if (!route || !target) {
    if (route) options.counts.failed(route.targetGroup);
    refuseUpgrade(client, route ? 503 : 404);
    return;
  }
  options.counts.sent(route.targetGroup);
  const over = route.pool.begin(target.id);
  const started = options.now();
  client.on('close', over);
  const headers = { ...forwardedHeaders(options.listener, incoming), connection: 'Upgrade' };
  const outgoing = request({ agent: false, ...destination(target, incoming), headers });
  outgoing.on('upgrade', (answered, upstream, early) => {
    options.counts.answered(route.targetGroup, 101, (options.now() - started) / 1000);
    client.write(headOf(answered));
    client.write(early);
    upstream.pipe(client).pipe(upstream);
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  outgoing.on('response', (answered) => {
    options.counts.answered(route.targetGroup, answered.statusCode ?? 0, (options.now() - started) / 1000);
    client.write(headOf(answered));
    answered.pipe(client);
  });
  outgoing.on('error', () => {
    options.counts.failed(route.targetGroup);
    refuseUpgrade(client, 502);
  });
  client.on('close', () => outgoing.destroy());
  outgoing.end();
}

function refuseUpgrade(client: Duplex, status: number): void {
  client.end(
    `HTTP/1.1 ${status} ${PAGES[status]}\r\nserver: awselb/2.0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
  );
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  let head = `HTTP/1.1 ${statusCode} ${statusMessage}\r\n`;
  for (let i = 0; i < rawHeaders.length; i += 2) head += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  return `${head}\r\n`;
}

function routeOf({ listener, pools }: ProxyOptions, { url = '/' }: IncomingMessage): Route | null {
  const targetGroup = targetGroupFor(listener, url.split('?', 1)[0] ?? '/');
  const pool = targetGroup === null ? undefined : pools.get(targetGroup);
  return targetGroup === null || !pool ? null : { targetGroup, pool };
}

function destination({ host, port }: TargetConfig, { method = 'GET', url = '/' }: IncomingMessage) {
  return { host, port, method, path: url };
}

/** Without the headers that are about one connection alone (RFC 9110 7.6.1). */
function endToEnd(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (!/^(connection|keep-alive)$/i.test(name)) kept.push(name, value);
  }
  return kept;
}

/** The client's headers and what the balancer adds: who asked, how, and at which port. */
function forwardedHeaders(
  { protocol, port }: ListenerConfig,
  { headers, socket }: IncomingMessage,
): IncomingHttpHeaders {
  const before = headers['x-forwarded-for'];
  const client = socket.remoteAddress ?? '';
  const forwarded = {
    'x-forwarded-for': before === undefined ? client : `${before}, ${client}`,
    'x-forwarded-proto': protocol.toLowerCase(),
    'x-forwarded-port': String(port),
  };
  const { connection: _, 'keep-alive': __, ...rest } = headers;
  return { ...rest, ...forwarded };
}
