import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

let provider: ChildProcess;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  provider = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, PORT: String(port) },
  });
  await until(async () => (await fetch(`${url}/health`)).ok);
});

afterAll(async () => {
  const gone = once(provider, 'exit');
  provider.kill('SIGTERM');
  await gone;
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let left = 400; left > 0; left--) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come to hold');
}

const stats = async () => (await fetch(`${url}/stats`)).json();

async function push(jobId: string): Promise<number> {
  const body = JSON.stringify({ jobId, user: 'bob', title: 'alice', text: 'hi' });
  return (await fetch(`${url}/push`, { method: 'POST', body })).status;
}

async function tell(condition: { latencyMs: number; errorRate: number }): Promise<void> {
  provider.send(condition);
  await until(async () => (await stats()).errorRate === condition.errorRate);
}

test('it counts a job once, fails as told, mends as told, and refuses what is no notification', async () => {
  expect([await push('a'), await push('a'), await push('b')]).toEqual([202, 202, 202]);
  expect(await stats()).toMatchObject({ delivered: 2, repeated: 1, failed: 0 });

  await tell({ latencyMs: 0, errorRate: 1 });
  expect([await push('c'), await push('c')]).toEqual([503, 503]);

  await tell({ latencyMs: 1, errorRate: 0.5 });
  const answers = [await push('c'), await push('d'), await push('e'), await push('f')];
  expect(answers.filter((status) => status === 503)).toHaveLength(2);

  await tell({ latencyMs: 0, errorRate: 0 });
  expect(await push('c')).toBe(202);
  expect((await fetch(`${url}/push`, { method: 'POST', body: '{}' })).status).toBe(400);
  expect(await stats()).toMatchObject({ failed: 4, refused: 1 });
});
