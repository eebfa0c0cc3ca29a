import { createServer, type Server } from 'node:net';
import { SteadyError } from '@steadyhand/contracts';

export interface Address {
  host: string;
  port: number;
}

/** Where the servers of a range live on this machine. */
export interface Loopback {
  /** The block of its addresses: `127.9.0.0/16`. */
  readonly cidr: string;
  /** A place for a server that wants `port`: its own address with that port where the system has more than one. */
  claim(port: number): Promise<Address>;
  close(): Promise<void>;
}

/** Any program may use a port of the block; this one only marks the block as taken. */
const LOCK_PORT = 41_999;
const FIRST_BLOCK = 9;
const LAST_BLOCK = 250;

/**
 * On Linux all of 127.0.0.0/8 is this machine, so a range takes one block 127.B.0.0/16 and every server in it an
 * address, and so several tasks listen on one port as they do in a VPC. The block is held by a listening socket, which
 * the kernel gives back however the process ends. Elsewhere there is one address, and ports differ instead.
 */
export async function takeLoopback(): Promise<Loopback> {
  if (process.platform !== 'linux') {
    return { cidr: '127.0.0.1/32', claim: () => freePort('127.0.0.1', 0), close: async () => {} };
  }
  for (let block = FIRST_BLOCK; block <= LAST_BLOCK; block++) {
    const lock = await listen(`127.${block}.255.254`, LOCK_PORT).catch(() => null);
    if (lock) return loopbackBlock(block, lock);
  }
  throw new SteadyError('RANGE_START_FAILED', { part: 'network', reason: 'every loopback block is taken' });
}

function loopbackBlock(block: number, lock: Server): Loopback {
  let last = 0;
  return {
    cidr: `127.${block}.0.0/16`,
    async claim(port) {
      for (;;) {
        last += 1;
        const host = `127.${block}.${last >> 8}.${last & 255}`;
        try {
          return await freePort(host, port);
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? error.code : null;
          // Ports below 1024 are the administrator's on most systems.
          if (code === 'EACCES') return await freePort(host, 0);
          if (code !== 'EADDRINUSE') throw error;
        }
      }
    },
    close: () => closed(lock),
  };
}

async function freePort(host: string, port: number): Promise<Address> {
  const server = await listen(host, port);
  const address = server.address();
  await closed(server);
  return { host, port: typeof address === 'object' && address ? address.port : port };
}

function listen(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
