/** A real Redis for tests, where one is to be had. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { endServer } from './testing-process.ts';

export interface TestRedis {
  port: number;
  stop(): Promise<void>;
}

/** `STEADYHAND_TEST_REDIS`, else the server on PATH; null where there is none. */
export function redisServerPath(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['redis-server', 'valkey-server'];
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  return process.env.STEADYHAND_TEST_REDIS ?? found ?? null;
}

/** Starts a server of its own on a free port. */
export async function startRedis(path: string, options: readonly string[] = []): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'steadyhand-redis-'));
  const port = await freePort();
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const server = spawn(path, [...fixed, ...options], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    await endServer(server, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 200 && server.exitCode === null; attempt++) {
    if (await accepts(port)) return { port, stop };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await stop();
  throw new RangeError('redis-server did not come up within five seconds');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
