import { setTimeout as wait } from 'node:timers/promises';

/** As the chat page's. */
const ATTEMPTS = 8;
const LONGER_EACH_TIME_MS = 250;

/** The service has understood and does not want it: repeating would not help. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Repeats what failed through no fault of ours; resolves to what came of it and how often it failed before. */
export async function repeated<T>(work: () => Promise<T>): Promise<{ value: T; failures: number }> {
  for (let failures = 0; ; failures++) {
    try {
      return { value: await work(), failures };
    } catch (error) {
      if (error instanceof Refusal || failures + 1 === ATTEMPTS) throw error;
      await wait(LONGER_EACH_TIME_MS * (failures + 1));
    }
  }
}
