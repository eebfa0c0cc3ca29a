import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { Address } from './loopback.ts';

/** An address at which connections neither succeed nor are refused, as behind a closed security group. */
export interface BlackHole {
  readonly address: Address;
  /** Resolves when it has become one, a moment after it was opened. */
  readonly full: Promise<void>;
  close(): Promise<void>;
}

/** A thread that listens, says so, and then never accepts anything. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ host: workerData.host, port: workerData.port, backlog: 1 }, () => {
  parentPort.postMessage('listening');
  setImmediate(() => Atomics.wait(new Int32Array(workerData.never), 0, 0));
});`;

/** Longer than a connection on loopback takes, also on a busy machine. */
const ANSWER_MS = 250;
/** The kernel admits a few more than the backlog says. */
const FILL_MAX = 16;

/**
 * The kernel drops a SYN when the queue of connections that wait to be accepted is full (tcp(7), listen(2)), so clients
 * see just what a dropped packet looks like: retries, and ETIMEDOUT after about two minutes or at their own limit.
 */
export async function openBlackHole(address: Address): Promise<BlackHole> {
  const worker = new Worker(THREAD, { eval: true, workerData: { ...address, never: new SharedArrayBuffer(4) } });
  worker.unref();
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  const waiting: Socket[] = [];
  const full = fill(address, waiting);
  return {
    address,
    full,
    async close() {
      await full;
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
}

async function fill(address: Address, waiting: Socket[]): Promise<void> {
  for (let i = 0; i < FILL_MAX; i++) {
    if (!(await isAnswered(address, waiting))) return;
  }
}

/** Connects and, when that succeeds, stays connected. */
function isAnswered(address: Address, waiting: Socket[]): Promise<boolean> {
  const socket = connect(address);
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.setTimeout(ANSWER_MS, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('connect', () => {
      socket.setTimeout(0);
      waiting.push(socket);
      socket.unref();
      resolve(true);
    });
  });
}
