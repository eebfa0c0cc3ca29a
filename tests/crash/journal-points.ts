/**
 * The places at which a worker can die, as its journal sees them: before and after each event is written. For a change
 * these are: before the intent, after the intent and before the call, after the call and before the outcome, after it.
 */
import type { RunEvent } from '@steadyhand/contracts';
import type { Store } from '@steadyhand/engine';

export interface JournalPoint {
  /** Which of the events that a worker writes in all its lives, from 0. */
  index: number;
  when: 'before' | 'after';
}

/** A store whose journals call `onPoint` at every point. After an event it is kept, whatever its own haste. */
export function watchJournal(
  store: Store,
  onPoint: (point: JournalPoint, event: RunEvent) => void | Promise<void>,
): Store {
  let next = 0;
  return {
    ...store,
    async journal(hold, onEvent) {
      const journal = await store.journal(hold, onEvent);
      return {
        events: () => journal.events(),
        flush: () => journal.flush(),
        async append(event) {
          const index = next++;
          await onPoint({ index, when: 'before' }, event);
          await journal.append(event);
          await journal.flush();
          await onPoint({ index, when: 'after' }, event);
        },
      };
    },
  };
}

/** `command-intent aws ecs update-service` */
export function describeEvent(event: RunEvent): string {
  const what = {
    'command-intent': 'program' in event ? `${event.program} ${('operation' in event && event.operation) || ''}` : '',
    'command-outcome': 'seq' in event ? `of call ${event.seq}` : '',
    'run-finished': 'state' in event ? event.state : '',
    'parameter-bound': 'name' in event ? event.name : '',
    asked: 'question' in event && typeof event.question === 'object' ? event.question.kind : '',
  } as Partial<Record<RunEvent['type'], string>>;
  return `${event.type} ${what[event.type] ?? ''}`.trim();
}
