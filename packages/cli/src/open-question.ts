import {
  type Identity,
  type Message,
  type Question,
  QuestionSchema,
  type RunEvent,
  type System,
} from '@steadyhand/contracts';
import { different, judgeAnswer, type Run, type RunRow } from '@steadyhand/engine';
import { wallClock } from './wall-clock.ts';

/**
 * What a run asks now; null where it asks nothing. A run that waits has it in its row; of one that goes on, it is the
 * last question that no event settles.
 */
export function openQuestion(
  run: Pick<RunRow, 'status' | 'waitingFor'> & Partial<Pick<Run, 'settings'>>,
  events: readonly RunEvent[],
): Question | null {
  const people = run.settings ? peopleOf({ settings: run.settings }) : {};
  const waited = QuestionSchema.safeParse(run.waitingFor);
  if (waited.success && (run.status === 'waiting' || run.status === 'ready')) return waited.data;
  if (run.status !== 'running') return null;
  const asked = events.findLastIndex((event) => event.type === 'asked');
  const last = events[asked];
  if (last?.type !== 'asked') return null;
  const isSettled = events.slice(asked).some((event) => settles(event, last.question, { events, people }));
  return isSettled ? null : last.question;
}

function settles(event: RunEvent, question: Question, { events, people }: Known): boolean {
  switch (event.type) {
    case 'answered':
      return event.questionId === question.id;
    case 'approval':
      if (event.questionId !== question.id) return false;
      return (
        !event.granted ||
        question.kind !== 'approval' ||
        different(yesesIn(question, events), people) >= question.needs.approvers
      );
    case 'run-finished':
      return event.state !== 'waiting';
    default:
      return false;
  }
}

interface Known {
  events: readonly RunEvent[];
  people: System['people'];
}

/** A yes, by what is known of who said it. */
export type Yes = Pick<Identity, 'name' | 'arn'>;

function yesesIn({ id }: Question, events: readonly RunEvent[]): Yes[] {
  return events.flatMap((event) =>
    event.type === 'approval' && event.granted && event.questionId === id
      ? [{ name: event.by, ...(event.arn && { arn: event.arn }) }]
      : [],
  );
}

/** Who has approved exactly this, by the record. */
export function approvers(question: Question, events: readonly RunEvent[]): string[] {
  return [...new Set(yesesIn(question, events).map(({ name }) => name))];
}

/** Messages that no life of the run has taken yet. */
export function pendingMessages(messages: readonly Message[], events: readonly RunEvent[]): Message[] {
  const taken = new Set(events.map((event) => ('messageId' in event ? event.messageId : undefined)));
  return messages.filter(({ id }) => !taken.has(id));
}

export interface Judged {
  run: Pick<Run, 'id' | 'settings' | 'requestedBy'>;
  question: Question;
  events: readonly RunEvent[];
  /** In order of arrival; only those that count are counted. */
  pending: readonly Message[];
}

/** Whose yes a question has: taken already, or sent and as valid as far as can be told from here. */
export function yesesOf({ run, question, events, pending }: Judged): Yes[] {
  const yeses = yesesIn(question, events);
  for (const message of pending) {
    if (message.order.kind !== 'answer' || message.order.value !== 'approve') continue;
    if (judge(message, { run, question, earlier: yeses }).ok) yeses.push(message.by);
  }
  return yeses;
}

/** Whether an answer counts, as whoever holds the run will judge it. */
export function judge(
  message: Message,
  { run, question, earlier }: Pick<Judged, 'run' | 'question'> & { earlier: readonly Yes[] },
) {
  return judgeAnswer({
    runId: run.id,
    question,
    message,
    people: peopleOf(run),
    requester: run.settings?.requester ?? { name: run.requestedBy, source: 'login' },
    now: wallClock.now(),
    earlier,
  });
}

export function peopleOf({ settings }: Pick<Run, 'settings'>): System['people'] {
  return settings?.system?.people ?? {};
}
