import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Moto {
  url: string;
  /** The same ids follow after the same number. */
  seed(number: number): Promise<void>;
  close(): void;
}

/** A `moto_server` whose clock stands still, by libfaketime, at the moment that the cases are written for. */
export async function startMoto(faketime: string): Promise<Moto> {
  const port = await freePort();
  const env = { ...process.env, LD_PRELOAD: faketime, FAKETIME: '2026-01-05 12:00:00', TZ: 'UTC' };
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', env });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(`${url}/moto-api/data.json`).catch(() => null);
    if (answer?.ok) {
      return {
        url,
        seed: async (number) => void (await fetch(`${url}/moto-api/seed?a=${number}`, { method: 'POST' })),
        close: () => void child.kill(),
      };
    }
    await delay(200);
  }
  child.kill();
  throw new Error('moto_server did not start');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
