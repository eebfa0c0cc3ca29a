import { ref } from '@steadyhand/contracts';
import { describe, expect, test } from 'vitest';
import { fixtureStack } from '../testing/fixture-range.ts';
import { namesOf } from './names.ts';
import { randomTokens } from './tokens.ts';
import { valuesOf } from './values.ts';

const stack = fixtureStack({
  databases: [{ id: 'main', identifier: 'db-1', instanceClass: 'c', database: 'app', username: 'app' }],
  caches: [
    { id: 'open', replicationGroupId: 'open', nodeType: 'n' },
    { id: 'main', replicationGroupId: 'redis-1', nodeType: 'n', authSecret: 'auth' },
  ],
  queues: [{ id: 'jobs', name: 'app-jobs' }],
  secrets: [
    { id: 'auth', name: 'auth', value: 'p:w' },
    { id: 'random', name: 'random' },
    { id: 'loop', name: 'loop', value: { join: ['a', ref('secret', 'loop', 'value')] } },
  ],
});
const values = valuesOf({
  stack,
  file: 'stack.ts',
  names: namesOf(stack, '000000000000'),
  queueUrl: (name) => `http://127.0.0.1:1/000000000000/${name}`,
  secretArn: (name) => `arn:${name}`,
  token: randomTokens(),
  secretValue: () => undefined,
  databasePassword: () => undefined,
});
const value = (...[kind, id, attribute]: Parameters<typeof ref>) => values.resolve(ref(kind, id, attribute));

describe('the values of a stack', () => {
  test('have AWS’s forms', () => {
    expect(value('cluster', 'main', 'arn')).toBe('arn:aws:ecs:eu-west-1:000000000000:cluster/fixture-test');
    expect(value('loadBalancer', 'main', 'arnSuffix')).toMatch(/^app\/fixture-alb\/[0-9a-f]{16}$/);
    expect(value('targetGroup', 'echo', 'arnSuffix')).toMatch(/^targetgroup\/fixture-echo\/[0-9a-f]{16}$/);
    expect(value('database', 'main', 'endpoint')).toMatch(/^db-1\.c[0-9a-z]{11}\.eu-west-1\.rds\.amazonaws\.com$/);
    expect(value('cache', 'open', 'url')).toMatch(
      /^redis:\/\/open\.[0-9a-z]{6}\.ng\.0001\.euw1\.cache\.amazonaws\.com:6379$/,
    );
    expect(value('cache', 'main', 'url')).toMatch(/^redis:\/\/default:p%3Aw@redis-1\./);
    expect(value('queue', 'jobs', 'url')).toBe('http://127.0.0.1:1/000000000000/app-jobs');
    expect(value('logGroup', '/ecs/x', 'name')).toBe('/ecs/x');
  });

  test('stay the same within a range, random ones too', () => {
    expect(value('secret', 'random', 'value')).toMatch(/^[0-9a-f]{32}$/);
    expect(value('secret', 'random', 'value')).toBe(value('secret', 'random', 'value'));
    const url = new URL(value('database', 'main', 'url'));
    expect(url.password).toBe(value('database', 'main', 'password'));
  });

  test('are refused when they lead nowhere or to themselves', () => {
    expect(() => value('database', 'main', 'oops')).toThrow('there is no attribute database.main.oops');
    expect(() => value('secret', 'loop', 'value')).toThrow('secret.loop.value refers to itself');
  });
});
