import { describe, expect, test } from 'vitest';
import type { ListenerConfig, TargetConfig } from './protocol.ts';
import { Router, TargetPool } from './routing.ts';

describe('rules', () => {
  const listener: ListenerConfig = {
    protocol: 'HTTP',
    port: 80,
    tls: null,
    default: null,
    rules: [
      { paths: ['/api/*', '/v?/users'], targetGroup: 'api' },
      { paths: ['/*.js'], targetGroup: 'files' },
    ],
  };

  test.each([
    ['/api/', 'api'],
    ['/api/a/b', 'api'],
    ['/api', null],
    ['/API/a', null],
    ['/v1/users', 'api'],
    ['/v12/users', null],
    ['/a/b.js', 'files'],
    ['/abjs', null],
  ])('send %s to %s', (path, targetGroup) => {
    expect(new Router(listener).decide(path).targetGroup).toBe(targetGroup);
  });

  test('take the default when none fits, and treat no character but * and ? as special', () => {
    const router = new Router({ rules: [{ paths: ['/a+(b)'], targetGroup: 'odd' }], default: 'web' });
    expect(router.decide('/other')).toEqual({ targetGroup: 'web', priority: 0 });
    expect(router.decide('/a+(b)')).toEqual({ targetGroup: 'odd', priority: 1 });
  });
});

describe('a pool of targets', () => {
  const target = (id: string, state: TargetConfig['state'] = 'healthy') => ({ id, host: '127.0.0.1', port: 1, state });

  test('takes healthy targets in turn, and none twice for one request', () => {
    const pool = new TargetPool(() => {});
    pool.set([target('a'), target('b'), target('c', 'draining')]);
    const none = new Set<string>();
    expect(new Set([pool.next(none)?.id, pool.next(none)?.id])).toEqual(new Set(['a', 'b']));
    expect(pool.next(new Set(['a']))?.id).toBe('b');
    expect(pool.next(new Set(['a', 'b']))).toBeNull();
  });

  test('tells that a target is drained once its last request is over', () => {
    const drained: string[] = [];
    const pool = new TargetPool((id) => drained.push(id));
    pool.set([target('a'), target('b')]);
    const over = [pool.begin('a'), pool.begin('a')];
    pool.set([target('a', 'draining'), target('b', 'draining')]);
    expect(drained).toEqual(['b']);
    over[0]?.();
    over[0]?.();
    expect(drained).toEqual(['b']);
    over[1]?.();
    expect(drained).toEqual(['b', 'a']);
  });
});
