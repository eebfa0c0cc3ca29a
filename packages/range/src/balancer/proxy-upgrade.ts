import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Exchange } from './exchange.ts';
import { destination, forwardedHeaders, noteAnswer, ownAnswer, type ProxyOptions, routeOf } from './proxy.ts';

/** Hands a connection that asks for another protocol (WebSocket) to a target, byte for byte once it has agreed. */
export function proxyUpgrade(options: ProxyOptions, exchange: Exchange, client: Duplex): void {
  const { incoming } = exchange;
  client.on('error', () => client.destroy());
  const route = routeOf(options, exchange);
  const refuse = (status: number) => {
    exchange.status = status;
    refuseUpgrade(client, status);
  };
  if (typeof route === 'number') {
    refuse(route);
    return;
  }
  const { targetGroup, pool } = route;
  const fail = (status: 502 | 503) => {
    options.counts.refused(targetGroup, status);
    refuse(status);
  };
  const target = pool.next(new Set());
  if (!target) {
    fail(503);
    return;
  }
  options.counts.sent(targetGroup);
  client.on('close', pool.begin(target.id));
  exchange.target = target;
  exchange.sentMs = options.now();
  const headers = { ...forwardedHeaders(exchange), connection: 'Upgrade' };
  const outgoing = request({ agent: false, ...destination(target, incoming), headers });
  outgoing.on('upgrade', (answered, upstream, early) => {
    noteAnswer(options, exchange, answered);
    client.write(headOf(answered));
    client.write(early);
    upstream.pipe(client).pipe(upstream);
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  outgoing.on('response', (answered) => {
    noteAnswer(options, exchange, answered);
    client.write(headOf(answered));
    answered.pipe(client);
  });
  outgoing.on('error', () => {
    if (!client.destroyed) fail(502);
  });
  client.on('close', () => outgoing.destroy());
  outgoing.end();
}

function refuseUpgrade(client: Duplex, status: number): void {
  const { title, headers, body } = ownAnswer(status);
  const head = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  client.end(`HTTP/1.1 ${title}\r\n${head.join('')}\r\n${body}`);
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  let head = `HTTP/1.1 ${statusCode} ${statusMessage}\r\n`;
  for (let i = 0; i < rawHeaders.length; i += 2) head += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  return `${head}\r\n`;
}
