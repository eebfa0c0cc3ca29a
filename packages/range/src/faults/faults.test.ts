import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RangeControl, SteadyError } from '@steadyhand/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rangeFetch } from '../network/range-fetch.ts';
import { startRange } from '../range.ts';
import { fixtureOptions, fixtureStack, until } from '../testing/fixture-range.ts';

const stateFolder = mkdtempSync(join(tmpdir(), 'range-faults-'));
let range: RangeControl;

beforeAll(async () => {
  const stack = fixtureStack({
    services: [],
    dependencies: [{ id: 'quote', host: 'quote.example.com', image: 'dependencies/quote' }],
  });
  range = await startRange(fixtureOptions({ name: 'range-faults', stateFolder, stack }));
});

afterAll(async () => {
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

const quote = () => rangeFetch(() => range.description.hosts, null)('http://quote.example.com/');
const quoteStatus = async () => (await quote()).status;

test('make a dependency fail until it mends by itself', async () => {
  const fault = await range.injectFault({
    kind: 'dependency',
    dependency: 'quote',
    latencyMs: 0,
    errorRate: 1,
    forSeconds: 0.5,
  });
  expect(fault.text).toBe('quote.example.com fails 100 % of requests for 0.5 s');
  await until(quoteStatus, (status) => status === 503);
  await fault.over;
  await until(quoteStatus, (status) => status === 200);
});

test('can be cleared, and the worst of several holds', async () => {
  const failing = await range.injectFault({
    kind: 'dependency',
    dependency: 'quote.example.com',
    latencyMs: 0,
    errorRate: 1,
  });
  const slow = await range.injectFault({ kind: 'dependency', dependency: 'quote', latencyMs: 20, errorRate: 0 });
  await until(quoteStatus, (status) => status === 503);
  await failing.clear();
  await until(quoteStatus, (status) => status === 200);
  await slow.clear();
  expect(await (await quote()).text()).toBe('a quote');
});

test('send traffic by the range’s names and by its URL', async () => {
  const fault = await range.injectFault({
    kind: 'traffic',
    module: 'wave.ts',
    count: 3,
    concurrency: 1,
    wait: false,
  });
  await fault.over;
  await fault.clear();
});

test('are refused when the range does not have what they break', async () => {
  const unknown = { code: 'FAULT_UNKNOWN' };
  await expect(range.injectFault({ kind: 'kill-tasks', service: 'other', count: 1 })).rejects.toMatchObject(unknown);
  await expect(
    range.injectFault({ kind: 'dependency', dependency: 'other', latencyMs: 1, errorRate: 0 }),
  ).rejects.toBeInstanceOf(SteadyError);
  await expect(
    range.injectFault({ kind: 'traffic', module: 'other.ts', count: 1, concurrency: 1, wait: false }),
  ).rejects.toMatchObject(unknown);
});
