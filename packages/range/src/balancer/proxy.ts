import { Agent, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Counts } from './counts.ts';
import type { Exchange } from './exchange.ts';
import type { TargetConfig } from './protocol.ts';
import type { Router, TargetPool } from './routing.ts';

export interface ProxyOptions {
  router: Router;
  pools: ReadonlyMap<string, TargetPool>;
  counts: Counts;
  agent: Agent;
  /** Whether the web ACL lets the request pass. */
  admitted: boolean;
  /** Milliseconds on any steady clock. */
  now(): number;
}

export interface Route {
  targetGroup: string;
  pool: TargetPool;
}

/** How long a target may stay silent, as an Application Load Balancer's idle timeout. */
const IDLE_TIMEOUT_MS = 60_000;

/** Titles of the balancer's own answers. */
const TITLES: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

export function targetAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
}

/** Streams a request to a healthy target and its answer back. */
export function proxyRequest(options: ProxyOptions, exchange: Exchange, response: ServerResponse): void {
  const route = routeOf(options, exchange);
  if (typeof route === 'number') answer(exchange, response, route);
  else attempt({ options, route, exchange, response, tried: new Set() });
}

/** Where a request goes, or the status with which the balancer itself answers it. */
export function routeOf({ router, pools, counts, admitted }: ProxyOptions, exchange: Exchange): Route | 403 | 404 {
  const { url = '/' } = exchange.incoming;
  const { targetGroup, priority } = router.decide(url.split('?', 1)[0] ?? '/');
  exchange.priority = priority;
  if (!admitted) {
    counts.refused('', 403);
    return 403;
  }
  const pool = targetGroup === null ? undefined : pools.get(targetGroup);
  exchange.actions.push(pool ? 'forward' : 'fixed-response');
  if (targetGroup === null || !pool) return 404;
  exchange.targetGroup = targetGroup;
  return { targetGroup, pool };
}

interface Attempt {
  options: ProxyOptions;
  route: Route;
  exchange: Exchange;
  response: ServerResponse;
  tried: Set<string>;
}

function attempt(current: Attempt): void {
  const { options, route, exchange, response, tried } = current;
  const { incoming } = exchange;
  const target = route.pool.next(tried);
  if (!target) {
    fail(current, tried.size > 0 ? 502 : 503);
    return;
  }
  if (tried.size === 0) options.counts.sent(route.targetGroup);
  tried.add(target.id);
  const over = route.pool.begin(target.id);
  exchange.target = target;
  exchange.sentMs = options.now();
  const outgoing = request({
    agent: options.agent,
    ...destination(target, incoming),
    headers: forwardedHeaders(exchange),
    timeout: IDLE_TIMEOUT_MS,
  });
  outgoing.on('response', (answered) => {
    noteAnswer(options, exchange, answered);
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

/** The target has begun to answer, and the client is told the same. */
export function noteAnswer(
  { counts, now }: ProxyOptions,
  exchange: Exchange,
  { statusCode = 502 }: IncomingMessage,
): void {
  exchange.answeredMs = now();
  exchange.targetStatus = statusCode;
  exchange.status = statusCode;
  counts.answered(exchange.targetGroup ?? '', statusCode, (exchange.answeredMs - exchange.sentMs) / 1000);
}

/**
 * A target that was never reached, or an idle connection that the target closed just then, has not seen the request.
 * What had a body cannot be sent twice, because the body is gone.
 */
function mayTryAgain(error: NodeJS.ErrnoException, reused: boolean, { headers }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return !hasBody && (error.code === 'ECONNREFUSED' || reused);
}

function fail({ options, route, exchange, response }: Attempt, status: 502 | 503 | 504): void {
  options.counts.refused(route.targetGroup, status);
  answer(exchange, response, status);
}

function answer(exchange: Exchange, response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  exchange.status = status;
  const { headers, body } = ownAnswer(status);
  response.writeHead(status, headers);
  response.end(body);
}

/** What the balancer itself says, as an Application Load Balancer says it. */
export function ownAnswer(status: number) {
  const title = `${status} ${TITLES[status]}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  const headers = { server: 'awselb/2.0', 'content-type': 'text/html', 'content-length': body.length };
  return { title, headers, body };
}

export function destination({ host, port }: TargetConfig, { method = 'GET', url = '/' }: IncomingMessage) {
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
export function forwardedHeaders({ incoming, listener, trace }: Exchange): IncomingHttpHeaders {
  const { headers, socket } = incoming;
  const before = headers['x-forwarded-for'];
  const client = socket.remoteAddress ?? '';
  const forwarded = {
    'x-forwarded-for': before === undefined ? client : `${before}, ${client}`,
    'x-forwarded-proto': listener.protocol.toLowerCase(),
    'x-forwarded-port': String(listener.port),
    'x-amzn-trace-id': trace,
  };
  const { connection: _, 'keep-alive': __, ...rest } = headers;
  return { ...rest, ...forwarded };
}
