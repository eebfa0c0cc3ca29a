import type { Question, RunEvent } from '@steadyhand/contracts';

/** The question that a run's events leave open: the last that was asked, where nothing settles it since. */
export function openQuestion(events: readonly RunEvent[]): Question | null {
  const at = events.findLastIndex(({ type }) => type === 'asked');
  const asked = events[at];
  if (asked?.type !== 'asked') return null;
  const { question } = asked;
  const isSaid = events.slice(at).some((event) => isAnswer(event, question));
  return isSaid || isApproved(events, question) ? null : question;
}

function isAnswer(event: RunEvent, { id }: Question): boolean {
  return (event.type === 'answered' || (event.type === 'approval' && !event.granted)) && event.questionId === id;
}

function isApproved(events: readonly RunEvent[], question: Question): boolean {
  if (question.kind !== 'approval') return false;
  const yeses = events.filter(
    (event) => event.type === 'approval' && event.granted && event.questionId === question.id,
  );
  return new Set(yeses.map((event) => 'by' in event && event.by)).size >= question.needs.approvers;
}
