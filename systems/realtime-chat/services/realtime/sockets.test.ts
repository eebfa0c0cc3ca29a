import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { io as connect } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { connectPostgres } from '../common/connections.ts';
import type { ChatServer } from './protocol.ts';
import { serveSockets } from './sockets.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

/** A service whose database is not there. */
async function serveWithoutDatabase(): Promise<{ url: string; io: ChatServer }> {
  const server = createServer();
  const io: ChatServer = new Server(server);
  const pool = connectPostgres('postgres://nobody@127.0.0.1:1/none', 1, log);
  const redis = new Redis({ lazyConnect: true });
  serveSockets({ io, pool, redis, log });
  close = async () => {
    await io.close();
    await pool.end();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, io };
}

test('a client that cannot be set up now connects again by itself', async () => {
  const { url, io } = await serveWithoutDatabase();
  const thrice = new Promise<void>((resolve) => {
    let connections = 0;
    io.engine.on('connection', () => {
      connections += 1;
      if (connections === 3) resolve();
    });
  });
  const transports = ['websocket'];
  const client = connect(url, { transports, auth: { user: 'ann' }, reconnectionDelay: 10, forceNew: true });
  try {
    await thrice;
    expect(client.active).toBe(true);
  } finally {
    client.close();
  }
});

test('a client that says no name is refused for good', async () => {
  const { url } = await serveWithoutDatabase();
  const client = connect(url, { transports: ['websocket'], reconnectionDelay: 10, forceNew: true });
  try {
    const refused = await new Promise<Error>((resolve) => client.once('connect_error', resolve));
    expect(refused.message).toBe('auth.user is not a user');
    expect(client.active).toBe(false);
  } finally {
    client.close();
  }
});
