import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ref } from './stack/values.ts';
import { defineStack, type StackInput, StackSchema } from './stack.ts';

const stack: StackInput = {
  project: 'shop',
  name: 'dev',
  region: 'us-east-1',
  cluster: { id: 'main', name: 'shop-dev' },
  services: [
    {
      id: 'api',
      name: 'shop-dev-api',
      container: 'api',
      image: 'services/api',
      port: 3000,
      desiredCount: 2,
      healthPath: '/health',
      logGroup: '/ecs/shop-dev-api',
      environment: { QUEUE_URL: ref('queue', 'orders', 'url'), GREETING: { join: ['hi ', ref('cache', 'c', 'host')] } },
    },
  ],
  loadBalancers: [],
  targetGroups: [],
  databases: [],
  caches: [],
  queues: [{ id: 'orders', name: 'shop-dev-orders' }],
  secrets: [],
  dependencies: [],
  alarms: [],
  outputs: { queueUrl: ref('queue', 'orders', 'url') },
};

const [service] = stack.services;

describe('defineStack', () => {
  it('fills what is left out with the defaults of ECS and SQS', () => {
    const { services, queues } = defineStack(stack);
    expect(services[0]).toMatchObject({ cpu: 256, memory: 512, minimumHealthyPercent: 100, maximumPercent: 200 });
    expect(queues[0]?.visibilityTimeoutSeconds).toBe(30);
  });

  it('keeps references as data', () => {
    expect(defineStack(stack).outputs).toEqual({ queueUrl: { ref: 'queue', id: 'orders', attribute: 'url' } });
  });
});

describe('StackSchema', () => {
  it.each([
    ['a field that it does not know', { queue: [] }, 'queue'],
    ['a missing part', { cluster: undefined }, 'cluster'],
    ['a desired count below zero', { services: [{ ...service, desiredCount: -1 }] }, 'services[0].desiredCount'],
    [
      'a reference to a kind that is none',
      { outputs: { a: { ref: 'topic', id: 'x', attribute: 'arn' } } },
      'outputs.a',
    ],
    ['a number where text is meant', { services: [{ ...service, environment: { PORT: 80 } }] }, 'environment.PORT'],
  ])('refuses %s and names it', (_what, change, place) => {
    const { error } = StackSchema.safeParse({ ...stack, ...change });
    expect(z.prettifyError(error as z.ZodError)).toContain(place);
  });
});
