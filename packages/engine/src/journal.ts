import type { Journal, RunEvent } from '@steadyhand/contracts';

/** A journal in this process's memory: lost with it. `onEvent` sees every event after it is kept. */
export function createMemoryJournal(onEvent: (event: RunEvent) => void): Journal {
  const kept: RunEvent[] = [];
  return {
    async append(event) {
      kept.push(Object.freeze(event));
      onEvent(event);
    },
    async events() {
      return kept;
    },
  };
}
