/** A pool of a database's connections behind an address, which speaks Postgres' protocol with clients (54.2). */
import { createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '@steadyhand/contracts';
import type { Address } from '../../network/loopback.ts';
import type { ClientSession } from './client-session.ts';
import { Greeting } from './greeting.ts';
import { MessageReader } from './messages.ts';
import { BorrowTimeout, Pool, type PoolCounts, type PoolLimits } from './pool.ts';
import { connectServer, type Login, type ServerConnection } from './server-connection.ts';

export interface PoolerOptions {
  /** For messages. */
  part: string;
  address: Address;
  clock: Clock;
  limits(): PoolLimits;
  /** Where the database is now; null while there is none. */
  target(): Address | null;
  /** Null for a user whose secret the proxy does not have. */
  passwordOf(user: string): string | null;
}

export interface Pooler {
  readonly address: Address;
  readonly counts: PoolCounts & { clients: number; pinned: number };
  close(): Promise<void>;
}

/** Databases that are down or full are asked again so often, on the wall. */
const RETRY_MS = 50;
/** The server is starting, ending, or has no connection left. */
const PASSING = new Set(['57P03', '57P01', '57P02', '53300']);

export async function startPooler(options: PoolerOptions): Promise<Pooler> {
  const sessions = new Map<string, ClientSession>();
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  const pool = new Pool({
    limits: options.limits,
    clock: options.clock,
    connect: (login) => connectWhenThere(options, login, closing.signal),
  });
  const tools: Tools = { options, pool, sessions, parameters: null };
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    // A connection that breaks is over, whatever was under way.
    void receive(tools, socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...options.address, exclusive: true }, resolve);
  });
  return {
    get counts() {
      const pinned = [...sessions.values()].filter((session) => session.isPinned).length;
      return { ...pool.counts, clients: sessions.size, pinned };
    },
    address: options.address,
    async close() {
      closing.abort();
      for (const socket of sockets) socket.destroy();
      pool.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What a client's connection works with. */
export interface Tools {
  options: PoolerOptions;
  pool: Pool;
  /** By the key with which a client asks to cancel. */
  sessions: Map<string, ClientSession>;
  /** What the database says of itself at a login; null until it was asked. */
  parameters: Buffer | null;
}

/** A message at a time, so that a client that waits for the database is not read any further. */
async function receive(tools: Tools, socket: Socket): Promise<void> {
  const reader = new MessageReader();
  const greeting = new Greeting(tools, socket);
  for await (const chunk of socket) {
    reader.push(chunk as Buffer);
    for (let next = reader.next(greeting.isTyped); next; next = reader.next(greeting.isTyped)) {
      await (greeting.session ? greeting.session.take(next) : greeting.take(next));
    }
  }
}

/** The database may be on its way back, or full for the moment: clients wait rather than fail. */
async function connectWhenThere(
  { target, clock, limits }: PoolerOptions,
  login: Login,
  signal: AbortSignal,
): Promise<ServerConnection> {
  const until = clock.now() + limits().borrowMs;
  for (;;) {
    const address = target();
    try {
      if (address) return await connectServer(address, login);
    } catch (error) {
      const { sqlState, code } = error as { sqlState?: string; code?: string };
      if (sqlState !== undefined && !PASSING.has(sqlState)) throw error;
      if (sqlState === undefined && code === 'INTERNAL') throw error;
      if (clock.now() > until) throw error;
    }
    if (clock.now() > until || signal.aborted) throw new BorrowTimeout();
    await wait(RETRY_MS);
  }
}
