/**
 * What an earlier life of a run left behind: its events, read again while the run goes through the same steps.
 *
 * The engine's own events and the commands of a lane are two sequences. Commands are answered by the session (see
 * `recorded` in `@steadyhand/shell`); the engine's are compared here, one after another, and written only from the first
 * that is new. An event that differs from what was recorded stops the run before anything new happens (R2).
 */
import { type Journal, type RunEvent, SteadyError } from '@steadyhand/contracts';
import { type RecordedCall, recordedCalls } from '@steadyhand/shell';

/** Events that every life of a run goes through again, and what makes two of them the same. */
const REPEATED = {
  'run-started': (event) => [event.procedureId, event.revision, event.environment, event.account, event.mode],
  'parameter-bound': (event) => [event.name, event.value],
  'step-started': (event) => [event.stepId],
  answered: (event) => [event.stepId, event.question],
  'step-finished': (event) => [event.stepId, event.state],
} satisfies { [T in RunEvent['type']]?: (event: Extract<RunEvent, { type: T }>) => readonly string[] };

type RepeatedType = keyof typeof REPEATED;
type RepeatedEvent = Extract<RunEvent, { type: RepeatedType }>;

export class EarlierLife {
  private readonly repeated: readonly RepeatedEvent[];
  private readonly events: readonly RunEvent[];
  private at = 0;

  constructor(events: readonly RunEvent[]) {
    this.repeated = repeatedIn(events);
    this.events = events;
  }

  /** How many events were gone through again: the same at the same place in every life. */
  get position(): number {
    return this.at;
  }

  /** The calls of a lane, by sequence without gaps. What was refused at last is asked for again. */
  recorded(lane: string): RecordedCall[] {
    const calls = recordedCalls(this.events, lane);
    const last = calls.at(-1);
    return last?.outcome?.state === 'refused' && last.intent?.verdict !== 'skip' ? calls.slice(0, -1) : calls;
  }

  /** What was answered at this place; null where nobody has been asked yet. */
  answer(stepId: string, question: string): { value: string | null; by: string } | null {
    const next = this.repeated[this.at];
    return next?.type === 'answered' && next.stepId === stepId && next.question === question ? next : null;
  }

  /** A journal that keeps only what is new. */
  continue(journal: Journal): Journal {
    return {
      append: async (event) => {
        if (!isRepeated(event)) return journal.append(event);
        if (this.at < this.repeated.length) return this.compare(event);
        this.at += 1;
        await journal.append(event);
      },
      events: () => journal.events(),
    };
  }

  private compare(event: RepeatedEvent): void {
    const recorded = this.repeated[this.at++];
    if (recorded && identity(recorded) === identity(event)) return;
    throw new SteadyError('RUN_DIVERGED', {
      command: event.type,
      line: 'line' in event ? String(event.line) : '–',
      reason: `recorded is ${recorded ? identity(recorded) : 'nothing'}, now it is ${identity(event)}`,
    });
  }
}

/** What the lives so far went through, each from where the one before it had stopped. */
function repeatedIn(events: readonly RunEvent[]): readonly RepeatedEvent[] {
  let repeated: RepeatedEvent[] = [];
  for (const event of events) {
    if (event.type === 'run-finished') repeated = withoutStop(repeated);
    else if (isRepeated(event)) repeated.push(event);
  }
  return repeated;
}

/** A run that stopped goes on at the step that stopped it, with the question that nobody answered. */
function withoutStop(repeated: RepeatedEvent[]): RepeatedEvent[] {
  const kept = repeated.at(-1)?.type === 'step-finished' ? repeated.slice(0, -1) : repeated;
  const last = kept.at(-1);
  return last?.type === 'answered' && (last.value === null || last.value === 'stop') ? kept.slice(0, -1) : kept;
}

/** What was said of a command belongs to the command. */
function isRepeated(event: RunEvent): event is RepeatedEvent {
  return event.type in REPEATED && !(event.type === 'answered' && event.seq !== undefined);
}

function identity(event: RepeatedEvent): string {
  const of = REPEATED[event.type] as (event: RepeatedEvent) => readonly string[];
  return JSON.stringify([event.type, ...of(event)]);
}
