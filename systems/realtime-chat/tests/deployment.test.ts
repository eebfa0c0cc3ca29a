/** Members chat while every task that carries their chat is replaced. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Booted, boot } from './boot.ts';
import { chatLoad } from './load/chat-load.ts';

let booted: Booted;

beforeAll(async () => {
  booted = await boot('realtime-chat-deployment', 4);
}, 60_000);

afterAll(() => booted?.stop());

test('a deployment of api and realtime loses no accepted message and shows none twice', async () => {
  const report = await chatLoad({
    range: booted.range.description,
    conversations: 4,
    membersEach: 10,
    postsPerSecond: 12,
    seconds: 8,
  });
  expect(report.broken).toEqual([]);
  expect(report.acknowledged).toBe(report.posted);
  expect(report.delivered).toBe(report.toDeliver);
  expect(report.heardAgain).toBe(0);
  // So it was during the deployments, of which each was completed: no socket outlives its task.
  expect(report.rollOuts).toHaveLength(2);
  expect(report.reconnects).toBeGreaterThanOrEqual(report.clients);
  expect(report.postedByGraphql).toBeGreaterThan(0);
  expect(report.deliveredBySocket).toBeGreaterThan(0);
}, 120_000);
