import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runAws } from './run.ts';
import { ManualClock } from './testing/context.ts';

let server: Server;
let folder = '';
/** Statuses of the next answers; 200 after them. */
let answers: (readonly [number, string])[] = [];
let requests = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aws-retries-'));
  requests = 0;
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      const [status, type] = answers.shift() ?? [200, ''];
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(status === 200 ? { clusterArns: [] } : { __type: type, message: type }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

async function list(
  env: Readonly<Record<string, string>> = {},
  config = '',
): Promise<{ code: number; stderr: string }> {
  const file = join(folder, 'config');
  await writeFile(file, `[default]\nregion = eu-west-1\n${config}`);
  let stderr = '';
  const host = {
    env: {
      AWS_CONFIG_FILE: file,
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'x',
      ...env,
    },
    stdout: { write: () => true },
    stderr: { write: (chunk: string) => (stderr += chunk) },
    stdin: (async function* () {})(),
    cwd: () => folder,
  };
  const { port } = server.address() as AddressInfo;
  const argv = ['ecs', 'list-clusters', '--endpoint-url', `http://127.0.0.1:${port}`];
  return { code: await runAws(argv, host, new ManualClock()), stderr };
}

const UNAVAILABLE = [503, 'ServiceUnavailable'] as const;
const THROTTLED = [400, 'ThrottlingException'] as const;

test.each([UNAVAILABLE, THROTTLED])('%s %s twice is asked a third time', async (status, type) => {
  answers = [
    [status, type],
    [status, type],
  ];
  expect(await list()).toEqual({ code: 0, stderr: '' });
  expect(requests).toBe(3);
});

test('three times is what the command says', async () => {
  answers = [UNAVAILABLE, UNAVAILABLE, UNAVAILABLE];
  const { code, stderr } = await list();
  expect([code, requests]).toEqual([254, 3]);
  expect(stderr).toContain('(ServiceUnavailable) when calling the ListClusters operation');
});

test.each([
  [{ AWS_MAX_ATTEMPTS: '1' }, 'max_attempts = 5\n', 1],
  [{}, 'max_attempts = 2\n', 2],
  [{ AWS_RETRY_MODE: 'adaptive', AWS_MAX_ATTEMPTS: '4' }, '', 4],
  [{ AWS_RETRY_MODE: 'legacy' }, '', 3],
])('%j and %j: %i attempts', async (env, config, attempts) => {
  answers = Array.from({ length: 5 }, () => UNAVAILABLE);
  expect((await list(env, config)).code).toBe(254);
  expect(requests).toBe(attempts);
});

test.each([
  [{ AWS_MAX_ATTEMPTS: 'many' }, 'max_attempts'],
  [{ AWS_RETRY_MODE: 'never' }, 'must be one of: legacy, standard, adaptive'],
])('%j is no setting', async (env, reason) => {
  const { code, stderr } = await list(env);
  expect([code, requests]).toEqual([255, 0]);
  expect(stderr).toContain(reason);
});
