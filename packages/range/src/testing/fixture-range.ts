import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { defineStack, ref, type StackInput } from '@steadyhand/contracts';
import type { RangeOptions } from '../options.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
export const systemFolder = join(fixtures, 'system');
export const ownRangeProgram = join(fixtures, 'own-range.ts');
/** Kept between runs, as a user's cache is. */
export const cacheFolder = fileURLToPath(new URL('../../../../node_modules/.cache/steadyhand', import.meta.url));

/** Options for a range of the fixture system: one service behind a load balancer, nothing else unless asked for. */
export function fixtureOptions(
  options: Pick<RangeOptions, 'name' | 'stateFolder'> & Partial<RangeOptions>,
): RangeOptions {
  return { system: 'fixture', systemFolder, stack: fixtureStack(), speed: 1, cacheFolder, ...options };
}

export function fixtureStack(changes: Partial<StackInput> = {}) {
  return defineStack({
    project: 'fixture',
    name: 'test',
    region: 'eu-west-1',
    cluster: { id: 'main', name: 'fixture-test' },
    services: [echoService()],
    loadBalancers: [
      {
        id: 'main',
        name: 'fixture-alb',
        listeners: [
          { port: 80, protocol: 'HTTP', rules: [{ paths: ['/nowhere/*'], targetGroup: 'empty' }], default: 'echo' },
        ],
      },
    ],
    targetGroups: [targetGroup('echo', 'echo'), targetGroup('empty', 'nobody')],
    databases: [],
    caches: [],
    queues: [],
    secrets: [],
    dependencies: [],
    alarms: [],
    outputs: { albDnsName: ref('loadBalancer', 'main', 'dnsName') },
    ...changes,
  });
}

/** With a Postgres and a Redis besides. */
export function storesStack() {
  return fixtureStack({
    databases: [
      {
        id: 'main',
        identifier: 'fixture-db',
        instanceClass: 'db.t4g.micro',
        database: 'app',
        username: 'app',
        maxConnections: 12,
      },
    ],
    caches: [
      {
        id: 'main',
        replicationGroupId: 'fixture-redis',
        nodeType: 'cache.t4g.micro',
        maxMemoryMb: 8,
        authSecret: 'auth',
      },
    ],
    secrets: [
      { id: 'auth', name: 'fixture/auth' },
      { id: 'url', name: 'fixture/url', value: ref('database', 'main', 'url') },
    ],
    outputs: { databaseUrl: ref('database', 'main', 'url'), redisUrl: ref('cache', 'main', 'url') },
  });
}

export function echoService(changes: Partial<StackInput['services'][number]> = {}): StackInput['services'][number] {
  return {
    id: 'echo',
    name: 'fixture-echo',
    container: 'echo',
    image: 'services/echo',
    port: 3000,
    memory: 256,
    desiredCount: 1,
    healthPath: '/health',
    healthIntervalSeconds: 1,
    logGroup: '/ecs/fixture/echo',
    ...changes,
  };
}

function targetGroup(id: string, service: string): StackInput['targetGroups'][number] {
  return {
    id,
    name: `fixture-${id}`,
    service,
    healthPath: '/health',
    intervalSeconds: 1,
    deregistrationDelaySeconds: 2,
  };
}

/** Asks again and again until the answer is what is wanted; the last answer is in the error when it never is. */
export async function until<T>(ask: () => Promise<T> | T, isWanted: (answer: T) => boolean, tries = 400): Promise<T> {
  let last: T | undefined;
  for (let i = 0; i < tries; i++) {
    last = await ask();
    if (isWanted(last)) return last;
    await wait(25);
  }
  throw new TypeError(`never came: ${JSON.stringify(last)}`);
}
