/** R4: a sleep is over when it was to be over, in whatever life, and a long one needs no process. */
import { type Clock, type RunEvent, SteadyError } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { recorder } from './test-kit.ts';
import { intents, live } from './test-world.ts';

const START = 1_700_000_000_000;

/** Time that passes only while somebody sleeps, or when it is set. */
class ManualClock implements Clock {
  time = START;
  readonly slept: number[] = [];
  /** What ends the next sleep early. */
  cut: Error | null = null;

  now(): number {
    return this.time;
  }

  async sleep(ms: number): Promise<void> {
    if (this.cut) throw this.cut;
    this.slept.push(ms);
    this.time += ms;
  }
}

function lives(text: string, parkSleepsMs?: number) {
  const [clock, world, kept] = [new ManualClock(), recorder('world'), [] as RunEvent[]];
  const options = { handlers: [world.handler], blocks: [text], kept, clock };
  const next = () => live({ ...options, ...(parkSleepsMs !== undefined && { parkSleepsMs }) });
  return { clock, world, kept, next, options };
}

test.each([
  ['a part of it', 100_000, [200_000]],
  ['all of it', 400_000, [0]],
  ['none of it, or the clock went back', -50_000, [300_000]],
])('R4 a sleep in which a life ended waits for what is left: %s has passed', async (_name, passed, slept) => {
  const { clock, kept, next, options } = lives('sleep 5m; world set a');
  await live({ ...options, death: { event: 0, kept: true } });
  clock.time = START + passed;
  clock.slept.length = 0;
  expect((await next()).error).toBeNull();
  expect(clock.slept).toEqual(slept);
  expect(intents(kept)).toMatchObject([{ program: 'sleep', argv: ['5m'], at: START }, { program: 'world' }]);
});

test('R4 a sleep that was cut by an interruption waits for what is left of it', async () => {
  const { clock, kept, next } = lives('sleep 300 || true; world set a');
  clock.cut = new SteadyError('RUN_PAUSED', { id: 'run-1', by: 'ann' });
  expect((await next()).error).toMatchObject({ code: 'RUN_PAUSED' });
  expect(kept.at(-1)).toMatchObject({ state: 'interrupted' });
  clock.cut = null;
  clock.time += 299_999.5;
  expect((await next()).error).toBeNull();
  expect(clock.slept).toEqual([1]);
});

test('R4 a long sleep parks the run after its intent, and each life until it is over', async () => {
  const { clock, world, kept, next } = lives('world get a; sleep 300 || true; world set a', 30_000);
  const until = START + 300_000;
  const parked = {
    code: 'RUN_PARKED',
    exitCode: 4,
    params: { id: 'run-1', reason: `it sleeps until ${new Date(until).toISOString()}`, until: String(until) },
  };
  expect((await next()).error).toMatchObject(parked);
  expect(kept.map(({ type }) => type)).toEqual(['command-intent', 'command-outcome', 'command-intent']);
  expect(intents(kept).at(-1)).toMatchObject({ program: 'sleep', at: START });
  const written = kept.length;
  clock.time = START + 200_000;
  expect((await next()).error).toMatchObject(parked);
  expect([kept.length, clock.slept]).toEqual([written, []]);
  clock.time = START + 280_000;
  expect((await next()).error).toBeNull();
  expect(clock.slept).toEqual([20_000]);
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['get a', 'set a']);
});

test('R4 a sleep that is over when the run comes back is over at once', async () => {
  const { clock, kept, next } = lives('sleep 300', 30_000);
  await next();
  clock.time = START + 3_600_000;
  expect((await next()).error).toBeNull();
  expect(clock.slept).toEqual([0]);
  expect(kept.at(-1)).toMatchObject({ type: 'command-outcome', state: 'done' });
});

test('R4 a short sleep, and one that a timeout of the shell bounds, are waited for', async () => {
  const { clock, next } = lives('sleep 30; timeout 3600 sleep 60; sleep soon || true', 30_000);
  expect((await next()).error).toBeNull();
  expect(clock.slept).toEqual([30_000, 60_000]);
});
