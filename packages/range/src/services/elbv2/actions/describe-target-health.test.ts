import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { thisMachine } from '../../../machine.ts';
import { createTargetGroup, type Target } from '../../../world/target-group.ts';
import { healthOf } from './describe-target-health.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on a port of its own. */
async function serve(answer: (path: string, end: (status: number) => void) => void): Promise<number> {
  const server = createServer(({ url = '' }, response) => answer(url, (status) => response.writeHead(status).end()));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** What a target says of itself once it is unhealthy. */
async function whenUnhealthy(port: number): Promise<unknown> {
  const spec = { id: 'api', name: 'api', service: 'api', healthPath: '/health' };
  const checks = { intervalSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 1, deregistrationDelaySeconds: 1 };
  const group = createTargetGroup({ ...spec, ...checks }, 'arn:aws:group', thisMachine().clock);
  const unhealthy = new Promise<Target>((resolve) =>
    group.onChange((target) => target.state === 'unhealthy' && resolve(target)),
  );
  group.register('target', { host: '127.0.0.1', port }, 0);
  const health = healthOf(await unhealthy);
  group.close();
  return health;
}

test('a target that answers with another status is told with it', async () => {
  const port = await serve((path, end) => end(path === '/health' ? 503 : 200));
  expect(await whenUnhealthy(port)).toEqual({
    State: 'unhealthy',
    Reason: 'Target.ResponseCodeMismatch',
    Description: 'Health checks failed with these codes: [503]',
  });
});

test('one that does not answer in time, and one that is not there, are told apart', async () => {
  const silent = await serve(() => undefined);
  const gone = await serve(() => undefined);
  await new Promise((resolve) => servers.at(-1)?.close(resolve));
  expect(await Promise.all([whenUnhealthy(silent), whenUnhealthy(gone)])).toEqual([
    { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' },
    { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
  ]);
});
