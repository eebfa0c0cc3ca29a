import { connect, createServer, type Server, type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { SteadyError } from '@steadyhand/contracts';
import type { Address } from './loopback.ts';

/** How a gate speaks TLS with clients; behind it everything is plain. */
export interface GateTls {
  context: SecureContext;
  /** Whether clients that speak no TLS are let in as well. */
  plainToo: boolean;
}

export interface GateOptions {
  /** What it leads to, for messages: `postgres chat-db`. */
  part: string;
  /** Where clients find it; its port is free and stays its own. */
  address: Address;
  /** Asked for each new connection, with the client's address; one that is not allowed hears nothing at all. */
  allow?: (source: string) => boolean;
  /** Asked for each new connection; null for no TLS. */
  tls?: () => GateTls | null;
}

/**
 * What stands before a database or cache: clients know the gate, and the gate knows the server of the moment, which may
 * be restarted, restored or replaced behind it.
 *
 * G1 Without a target nobody listens, so clients are refused as by a server that is down.
 * G2 A connection stays with the target that it was made to, until either side ends it or `cut` does.
 * G3 The server sees the client's own address where the system has more than one loopback address.
 */
export interface Gate {
  readonly address: Address;
  /** Of clients that are through. */
  readonly connections: number;
  /** Leads new connections there from now on; null while there is no server. */
  setTarget(target: Address | null): Promise<void>;
  /** Resets every connection and says how many there were. */
  cut(): number;
  close(): Promise<void>;
}

/** A gate without a target. */
export function openGate(options: GateOptions): Gate {
  const { address, part, allow = () => true, tls = () => null } = options;
  const through = new Set<Connection>();
  const silent = new Set<Socket>();
  let target: Address | null = null;
  let server: Server | null = null;

  function enter(client: Socket): void {
    const source = client.remoteAddress ?? '';
    if (!target) client.resetAndDestroy();
    else if (!allow(source)) hold(client);
    else letThrough(client, passOn(client, { target, source, tls: tls() }));
  }
  function letThrough(client: Socket, connection: Connection): void {
    through.add(connection);
    client.once('close', () => through.delete(connection));
  }
  /** Read, so that the client's end is noticed, and never answered. */
  function hold(client: Socket): void {
    silent.add(client);
    client.on('error', () => {});
    client.once('close', () => silent.delete(client));
    client.resume();
  }
  function cut(): number {
    const count = through.size;
    for (const connection of through) connection.reset();
    for (const client of silent) client.resetAndDestroy();
    return count;
  }
  /** Gives the port back at once; connections stay. */
  function stopListening(): void {
    server?.close();
    server = null;
  }
  return {
    address,
    get connections() {
      return through.size;
    },
    async setTarget(next) {
      target = next;
      if (!next) return stopListening();
      server ??= await listen(address, part, enter);
    },
    cut,
    async close() {
      target = null;
      stopListening();
      cut();
    },
  };
}

function listen(address: Address, part: string, onClient: (client: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, onClient);
    server.once('error', (cause) =>
      reject(new SteadyError('RANGE_START_FAILED', { part, reason: `its gate: ${cause.message}` }, { cause })),
    );
    server.listen({ ...address, exclusive: true }, () => resolve(server));
  });
}

interface Connection {
  reset(): void;
}

function passOn(
  client: Socket,
  { target, source, tls }: { target: Address; source: string; tls: GateTls | null },
): Connection {
  const upstream = connect({ ...target, ...ownAddress(source, target), allowHalfOpen: true, noDelay: true });
  const reset = () => {
    client.resetAndDestroy();
    upstream.destroy();
  };
  client.on('error', reset);
  upstream.on('error', reset);
  client.once('close', () => upstream.destroy());
  if (tls) secured(client, upstream, tls);
  else join(client, upstream);
  return { reset };
}

/** Any address of 127.0.0.0/8 may be a source on Linux; elsewhere there is one. */
function ownAddress(source: string, target: Address): { localAddress?: string } {
  const isLoopback = source.startsWith('127.') && target.host.startsWith('127.');
  return process.platform === 'linux' && isLoopback ? { localAddress: source } : {};
}

function join(client: Socket, upstream: Socket): void {
  client.pipe(upstream);
  upstream.pipe(client);
}

/** First byte of a TLS handshake record (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = 0x16;

/** Clients of Postgres and Redis speak first, so their first byte tells which kind they are. */
function secured(client: Socket, upstream: Socket, { context, plainToo }: GateTls): void {
  client.once('data', (first: Buffer) => {
    client.pause();
    client.unshift(first);
    if (first[0] !== TLS_HANDSHAKE) return plainToo ? join(client, upstream) : client.resetAndDestroy();
    const secure = new TLSSocket(client, { isServer: true, secureContext: context });
    secure.on('error', () => client.resetAndDestroy());
    secure.once('close', () => upstream.destroy());
    join(secure, upstream);
  });
  client.resume();
}
