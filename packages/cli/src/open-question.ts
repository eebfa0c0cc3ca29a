import { type Message, type Question, QuestionSchema, type RunEvent, type System } from '@steadyhand/contracts';
import { judgeAnswer, type Run, type RunRow } from '@steadyhand/engine';
import { wallClock } from './wall-clock.ts';

/**
 * What a run asks now; null where it asks nothing. A run that waits has it in its row; of one that goes on, it is the
 * last question that no event settles.
 */
export function openQuestion(run: Pick<RunRow, 'status' | 'waitingFor'>, events: readonly RunEvent[]): Question | null {
  const waited = QuestionSchema.safeParse(run.waitingFor);
  if (waited.success && (run.status === 'waiting' || run.status === 'ready')) return waited.data;
  if (run.status !== 'running') return null;
  const asked = events.findLastIndex((event) => event.type === 'asked');
  const last = events[asked];
  if (last?.type !== 'asked') return null;
  return events.slice(asked).some((event) => settles(event, last.question, events)) ? null : last.question;
}

function settles(event: RunEvent, question: Question, events: readonly RunEvent[]): boolean {
  switch (event.type) {
    case 'answered':
      return event.questionId === question.id;
    case 'approval':
      if (event.questionId !== question.id) return false;
      return (
        !event.granted || question.kind !== 'approval' || approvers(question, events).length >= question.needs.approvers
      );
    case 'run-finished':
      return event.state !== 'waiting';
    default:
      return false;
  }
}

/** Who has approved exactly this, by the record. */
export function approvers({ id }: Question, events: readonly RunEvent[]): string[] {
  const granted = events.filter((event) => event.type === 'approval' && event.granted && event.questionId === id);
  return [...new Set(granted.map((event) => ('by' in event ? event.by : '')))];
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
export function yesesOf({ run, question, events, pending }: Judged): string[] {
  const names = approvers(question, events);
  for (const message of pending) {
    if (message.order.kind !== 'answer' || message.order.value !== 'approve') continue;
    if (judge(message, { run, question, earlier: names }).ok) names.push(message.by.name);
  }
  return names;
}

/** Whether an answer counts, as whoever holds the run will judge it. */
export function judge(
  message: Message,
  { run, question, earlier }: Pick<Judged, 'run' | 'question'> & { earlier: readonly string[] },
) {
  return judgeAnswer({
    runId: run.id,
    question,
    message,
    people: peopleOf(run),
    requester: run.settings?.requester ?? { name: run.requestedBy, source: 'login' },
    now: wallClock.now(),
    earlier: earlier.map((name) => ({ name })),
  });
}

export function peopleOf({ settings }: Pick<Run, 'settings'>): System['people'] {
  return settings?.system?.people ?? {};
}
