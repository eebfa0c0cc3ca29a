/** The process of one load balancer. It is told what to do over its message channel and ends with it. */
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Counts } from './counts.ts';
import type { FromBalancer, ListenerConfig, ToBalancer } from './protocol.ts';
import { proxyRequest, proxyUpgrade, targetAgent } from './proxy.ts';
import { TargetPool } from './routing.ts';

const REPORT_MS = 500;
/** How long a client may keep a connection open that it does not use, as on AWS. */
const IDLE_TIMEOUT_MS = 60_000;

const pools = new Map<string, TargetPool>();
const counts = new Counts();
const agent = targetAgent();

process.on('disconnect', () => process.exit());
process.on('message', (message: ToBalancer) => {
  if (message.type === 'targets') poolOf(message.targetGroup).set(message.targets);
  else if (message.type === 'sync') tell({ type: 'synced' });
  else void listenAll(message.host, message.listeners);
});

setInterval(() => {
  const taken = counts.take();
  if (taken.length > 0) tell({ type: 'counts', counts: taken });
}, REPORT_MS);

function tell(message: FromBalancer): void {
  process.send?.(message);
}

function poolOf(targetGroup: string): TargetPool {
  const found = pools.get(targetGroup);
  if (found) return found;
  const pool = new TargetPool((id) => tell({ type: 'drained', targetGroup, id }));
  pools.set(targetGroup, pool);
  return pool;
}

async function listenAll(host: string, listeners: ListenerConfig[]): Promise<void> {
  const ports = await Promise.all(listeners.map((listener) => listen(host, listener)));
  tell({ type: 'listening', ports });
}

function listen(host: string, listener: ListenerConfig): Promise<number> {
  const options = { listener, pools, counts, agent, now: () => performance.now() };
  const server: Server = listener.tls ? createHttpsServer(listener.tls) : createHttpServer();
  server.on('request', (incoming, response) => proxyRequest(options, incoming, response));
  server.on('upgrade', (incoming, socket, early) => {
    // What the client sent right behind its request belongs to the new protocol.
    socket.unshift(early);
    proxyUpgrade(options, incoming, socket);
  });
  server.keepAliveTimeout = IDLE_TIMEOUT_MS;
  return new Promise((resolve) => server.listen(0, host, () => resolve((server.address() as AddressInfo).port)));
}
