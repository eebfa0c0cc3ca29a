/**
 * A line of an access log.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#access-log-entry-format
 */
import { TLSSocket } from 'node:tls';
import type { Exchange } from './exchange.ts';
import type { AccessLogConfig } from './protocol.ts';

export interface LoggedEnd {
  /** Range time, in milliseconds since the epoch. */
  at: number;
  receivedBytes: number;
  sentBytes: number;
  connectionTrace: string;
}

export function logLine(exchange: Exchange, end: LoggedEnd, { balancer, targetGroups }: AccessLogConfig): string {
  const { incoming, listener, target, targetGroup, targetStatus, status } = exchange;
  const { socket, headers } = incoming;
  const place = target ? `${target.host}:${target.port}` : '-';
  const tls = socket instanceof TLSSocket ? socket : null;
  return [
    typeOf(exchange),
    timestamp(end.at),
    balancer,
    `${socket.remoteAddress}:${socket.remotePort}`,
    place,
    ...times(exchange),
    status ?? CLIENT_LEFT,
    targetStatus ?? '-',
    end.receivedBytes,
    end.sentBytes,
    quoted(requestLine(exchange)),
    quoted(headers['user-agent'] ?? '-'),
    tls?.getCipher()?.name ?? '-',
    tls?.getProtocol() ?? '-',
    (targetGroup === null ? undefined : targetGroups[targetGroup]) ?? '-',
    quoted(exchange.trace),
    quoted(tls && typeof tls.servername === 'string' ? tls.servername : '-'),
    quoted(listener.tls?.arn ?? '-'),
    exchange.priority,
    timestamp(exchange.createdAt),
    quoted(exchange.actions.join(',') || '-'),
    '"-"',
    '"-"',
    quoted(place),
    quoted(String(targetStatus ?? '-')),
    '"-"',
    '"-"',
    end.connectionTrace,
  ].join(' ');
}

/** The status of a client that went away before it had an answer. */
export const CLIENT_LEFT = 460;

function typeOf({ listener, status }: Exchange): string {
  const secure = listener.protocol === 'HTTPS';
  if (status === 101) return secure ? 'wss' : 'ws';
  return secure ? 'https' : 'http';
}

/** Seconds until it was sent, until the target answered, and until the client was; -1 each when no target answered. */
function times({ cameMs, sentMs, answeredMs, targetStatus }: Exchange): string[] {
  if (targetStatus === null) return ['-1', '-1', '-1'];
  return [sentMs - cameMs, answeredMs - sentMs, 0].map((ms) => (Math.max(0, ms) / 1000).toFixed(3));
}

function requestLine({ incoming, listener }: Exchange): string {
  const { method, url, headers, httpVersion, socket } = incoming;
  const host = (headers.host ?? socket.localAddress ?? '').replace(/:\d+$/, '');
  return `${method} ${listener.protocol.toLowerCase()}://${host}:${listener.port}${url} HTTP/${httpVersion}`;
}

/** Quotes, backslashes and bytes that are not printable are written as a backslash, x and two digits. */
function quoted(text: string): string {
  return `"${/^[ !#-[\]-~]*$/.test(text) ? text : escaped(text)}"`;
}

function escaped(text: string): string {
  const plain = (byte: number) => byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
  const hex = (byte: number) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return [...Buffer.from(text)].map((byte) => (plain(byte) ? String.fromCharCode(byte) : hex(byte))).join('');
}

/** ISO 8601 with microseconds. */
function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
