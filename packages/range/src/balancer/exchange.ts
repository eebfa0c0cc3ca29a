import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ListenerConfig, TargetConfig } from './protocol.ts';

/** One request and what became of it. It is filled while it is served. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly listener: ListenerConfig;
  /** Range time, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** Value of X-Amzn-Trace-Id for the target. */
  readonly trace: string;
  /** Milliseconds on a steady clock: it came, it was sent to the target, the target began to answer. */
  readonly cameMs: number;
  sentMs: number;
  answeredMs: number;
  priority: number;
  targetGroup: string | null;
  target: TargetConfig | null;
  /** Null until the target answered. */
  targetStatus: number | null;
  /** What the client was told; null until then. */
  status: number | null;
  /** `waf`, `forward`, `fixed-response` */
  readonly actions: string[];
}

export function newExchange(
  { incoming, listener }: Pick<Exchange, 'incoming' | 'listener'>,
  { rangeMs, steadyMs }: { rangeMs: number; steadyMs: number },
): Exchange {
  return {
    incoming,
    listener,
    createdAt: rangeMs,
    trace: traceOf(incoming, rangeMs),
    cameMs: steadyMs,
    sentMs: steadyMs,
    answeredMs: steadyMs,
    priority: -1,
    targetGroup: null,
    target: null,
    targetStatus: null,
    status: null,
    actions: [],
  };
}

/** A client's own trace is kept, and the balancer's added. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html */
function traceOf({ headers }: IncomingMessage, rangeMs: number): string {
  const seconds = Math.floor(rangeMs / 1000).toString(16);
  const id = `1-${seconds}-${randomUUID().replaceAll('-', '').slice(0, 24)}`;
  const given = headers['x-amzn-trace-id'];
  if (typeof given !== 'string') return `Root=${id}`;
  return given.includes('Root=') ? `Self=${id};${given.replace(/Self=[^;]*;?/, '')}` : `Root=${id};${given}`;
}

/** What is remembered of a client's connection between its requests. */
export interface ConnectionNotes {
  readonly traceId: string;
  /** Bytes that earlier requests account for. */
  read: number;
  written: number;
}

export class ConnectionBook {
  readonly #notes = new WeakMap<Socket, ConnectionNotes>();

  of(socket: Socket): ConnectionNotes {
    const found = this.#notes.get(socket);
    if (found) return found;
    const fresh = { traceId: `TID_${randomBytes(16).toString('hex')}`, read: 0, written: 0 };
    this.#notes.set(socket, fresh);
    return fresh;
  }
}
