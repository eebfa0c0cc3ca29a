import { expect, test } from 'vitest';
import { rangeClock } from './clock.ts';

test('a range’s clock starts with the wall’s and runs so many times as fast', async () => {
  let wall = 1000;
  const slept: number[] = [];
  const clock = rangeClock({ now: () => wall, sleep: async (ms) => void slept.push(ms) }, 20);
  expect(clock.now()).toBe(1000);
  wall += 50;
  expect(clock.now()).toBe(2000);
  await clock.sleep(1000);
  expect(slept).toEqual([50]);
});
