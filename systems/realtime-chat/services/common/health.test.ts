import { expect, test } from 'vitest';
import { checkHealth } from './health.ts';

test('one check that fails makes the whole unhealthy and says why', async () => {
  const health = await checkHealth({ a: async () => 1, b: () => Promise.reject(new Error('refused')) });
  expect(health.status).toBe('unhealthy');
  expect(health.checks.a?.ok).toBe(true);
  expect(health.checks.b).toMatchObject({ ok: false, reason: 'refused' });
});

test('a check that never answers fails', async () => {
  const health = await checkHealth({ silent: () => new Promise(() => undefined) }, 20);
  expect(health.checks.silent).toMatchObject({ ok: false, reason: 'no answer within 20 ms' });
});

test('all well is ok', async () => {
  expect((await checkHealth({ a: async () => 1 })).status).toBe('ok');
});
