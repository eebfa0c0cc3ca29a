/** The process of one load balancer. It is told what to do over its message channel and ends with it. */
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AccessLog } from './access-log.ts';
import { Connections } from './connections.ts';
import { Counts } from './counts.ts';
import { type Exchange, newExchange } from './exchange.ts';
import { CLIENT_LEFT } from './log-line.ts';
import type { FromBalancer, ListenerConfig, TimeConfig, ToBalancer } from './protocol.ts';
import { proxyRequest, targetAgent } from './proxy.ts';
import { proxyUpgrade } from './proxy-upgrade.ts';
import { rangeTime } from './range-time.ts';
import { Router, TargetPool } from './routing.ts';
import { WebAcl } from './web-acl.ts';

const REPORT_MS = 500;
/** How long a client may keep a connection open that it does not use, as on AWS. */
const IDLE_TIMEOUT_MS = 60_000;

const pools = new Map<string, TargetPool>();
const counts = new Counts();
const connections = new Connections();
const agent = targetAgent();
let time: TimeConfig = { wallMs: 0, rangeMs: 0, speed: 1 };
let accessLog: AccessLog | null = null;
let webAcl: WebAcl | null = null;

process.on('disconnect', () => process.exit());
process.on('message', (message: ToBalancer) => void obey(message));
setInterval(report, REPORT_MS);

async function obey(message: ToBalancer): Promise<void> {
  if (message.type === 'targets') poolOf(message.targetGroup).set(message.targets);
  else if (message.type === 'web-acl') protect(message.acl);
  else if (message.type === 'flush-log') accessLog?.flush(now());
  else if (message.type === 'listen') await listenAll(message);
  else {
    await accessLog?.written();
    report();
    tell({ type: 'synced' });
  }
}

function report(): void {
  const taken = counts.take();
  if (taken.length > 0) tell({ type: 'counts', counts: taken });
  const connected = connections.take();
  if (connected) tell({ type: 'connections', ...connected });
  const inspected = webAcl?.take(now());
  if (inspected) tell({ type: 'inspected', inspected });
}

function tell(message: FromBalancer): void {
  process.send?.(message);
}

/** On the range's clock. */
function now(): number {
  return rangeTime(time, performance.timeOrigin + performance.now());
}

function protect(acl: Extract<ToBalancer, { type: 'web-acl' }>['acl']): void {
  report();
  if (acl === null) {
    webAcl = null;
    return;
  }
  webAcl ??= new WebAcl();
  webAcl.configure(acl);
}

function poolOf(targetGroup: string): TargetPool {
  const found = pools.get(targetGroup);
  if (found) return found;
  const pool = new TargetPool((id) => tell({ type: 'drained', targetGroup, id }));
  pools.set(targetGroup, pool);
  return pool;
}

async function listenAll(options: Extract<ToBalancer, { type: 'listen' }>): Promise<void> {
  time = options.time;
  if (options.accessLog) accessLog = new AccessLog(options.accessLog, (file) => tell({ type: 'log', ...file }));
  const ports = await Promise.all(options.listeners.map((listener) => listen(options.host, listener)));
  tell({ type: 'listening', ports });
}

function listen(host: string, listener: ListenerConfig): Promise<number> {
  const steady = () => performance.now();
  const options = { router: new Router(listener), pools, counts, agent, now: steady };
  const begin = (incoming: IncomingMessage) =>
    newExchange({ incoming, listener }, { rangeMs: now(), steadyMs: steady() });
  const server: Server = listener.tls ? createHttpsServer(listener.tls) : createHttpServer();
  server.on('request', (incoming, response) => {
    const exchange = begin(incoming);
    response.on('close', () => finish(exchange));
    proxyRequest({ ...options, admitted: admit(exchange) }, exchange, response);
  });
  server.on('upgrade', (incoming, socket, early) => {
    // What the client sent right behind its request belongs to the new protocol.
    socket.unshift(early);
    const exchange = begin(incoming);
    socket.on('close', () => finish(exchange));
    proxyUpgrade({ ...options, admitted: admit(exchange) }, exchange, socket);
  });
  server.on('connection', (socket) => connections.add(socket));
  server.keepAliveTimeout = IDLE_TIMEOUT_MS;
  return new Promise((resolve) => server.listen(0, host, () => resolve((server.address() as AddressInfo).port)));
}

function admit(exchange: Exchange): boolean {
  if (!webAcl) return true;
  exchange.actions.push('waf');
  return webAcl.admits(exchange.incoming, exchange.createdAt);
}

function finish(exchange: Exchange): void {
  if (exchange.status === null) counts.refused(exchange.targetGroup ?? '', CLIENT_LEFT);
  accessLog?.add(exchange, now());
}
