/**
 * The places at which a worker can die, as its journal sees them: before and after each event is written. For a change
 * these are: before the intent, after the intent and before the call, after the call and before the outcome, after it.
 */
import type { RunEvent } from '@steadyhand/contracts';
import type { Store } from '@steadyhand/engine';

export interface JournalPoint {
  /** Which of the events that a worker writes in all its lives, from 0; or the first of a description. */
  event: number | string;
  when: 'before' | 'after';
}

/** A store whose journals call `onPoint` when they first come to the point; the event is really kept at `after`. */
export function watchPoint(store: Store, point: JournalPoint, onPoint: () => void | Promise<void>): Store {
  let next = 0;
  let passed = false;
  const isHere = (event: RunEvent): boolean => {
    if (passed || ![next++, describeEvent(event)].includes(point.event)) return false;
    passed = true;
    return true;
  };
  return {
    ...store,
    async journal(hold, onEvent) {
      const journal = await store.journal(hold, onEvent);
      return {
        events: () => journal.events(),
        flush: () => journal.flush(),
        async append(event) {
          const here = isHere(event);
          if (here && point.when === 'before') await onPoint();
          await journal.append(event);
          if (!here || point.when === 'before') return;
          await journal.flush();
          await onPoint();
        },
      };
    },
  };
}

/** `command-intent aws ecs update-service` */
export function describeEvent(event: RunEvent): string {
  return [event.type, detailOf(event)].filter((part) => part !== '').join(' ');
}

function detailOf(event: RunEvent): string {
  switch (event.type) {
    case 'command-intent':
      return [event.program, event.operation].filter((part) => part !== null).join(' ');
    case 'command-outcome':
    case 'command-reconciled':
      return `of call ${event.seq}`;
    case 'asked':
      return event.question.kind;
    case 'parameter-bound':
      return event.name;
    case 'step-started':
    case 'step-finished':
      return event.stepId.split(':').at(-1) ?? '';
    case 'run-finished':
      return event.state;
    default:
      return '';
  }
}
