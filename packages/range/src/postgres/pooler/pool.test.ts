import { connect, createServer, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { thisMachine } from '../../machine.ts';
import { Pool, type PoolLimits } from './pool.ts';
import { poolKey, type ServerConnection } from './server-connection.ts';

const login = (user: string) => ({ user, database: 'app', password: '' });
let server: Server;
let limits: PoolLimits;
let pool: Pool;

beforeEach(async () => {
  server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  limits = { connections: 2, idle: 2, borrowMs: 60_000 };
  pool = new Pool({
    limits: () => limits,
    clock: thisMachine().clock,
    async connect(forWhom): Promise<ServerConnection> {
      const socket = connect(address.port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      const close = () => void socket.destroy();
      const nothing = Buffer.alloc(0);
      return { socket, key: poolKey(forWhom), parameters: nothing, cancelKey: nothing, holder: null, close };
    },
  });
});

afterEach(async () => {
  pool.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

test('gives the same connection again, and no more than the limit', async () => {
  const one = await pool.borrow(login('a'));
  pool.release(one);
  expect(await pool.borrow(login('a'))).toBe(one);
  await pool.borrow(login('a'));
  let served: ServerConnection | null = null;
  const third = pool.borrow(login('a')).then((connection) => {
    served = connection;
  });
  await wait(20);
  expect(served).toBeNull();
  pool.release(one);
  await third;
  expect(served).toBe(one);
});

test('serves who waited longest first', async () => {
  limits = { ...limits, connections: 1 };
  const one = await pool.borrow(login('a'));
  const order: string[] = [];
  const waiters = ['first', 'second'].map(async (name) => {
    const connection = await pool.borrow(login('a'));
    order.push(name);
    pool.release(connection);
  });
  pool.release(one);
  await Promise.all(waiters);
  expect(order).toEqual(['first', 'second']);
});

test('makes room for another user by ending a connection that waits for work', async () => {
  limits = { ...limits, connections: 1 };
  pool.release(await pool.borrow(login('a')));
  const other = await pool.borrow(login('b'));
  expect(other.key).toBe(poolKey(login('b')));
  expect(pool.counts).toEqual({ open: 1, idle: 0, waiting: 0 });
});

test('gives up after the time to wait, and forgets a connection that was ended', async () => {
  limits = { connections: 1, idle: 1, borrowMs: 20 };
  const one = await pool.borrow(login('a'));
  await expect(pool.borrow(login('a'))).rejects.toThrow('Timed-out waiting to acquire database connection');
  pool.discard(one);
  expect(await pool.borrow(login('a'))).not.toBe(one);
});
