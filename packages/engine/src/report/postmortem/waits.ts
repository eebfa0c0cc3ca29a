import type { RunEvent } from '@steadyhand/contracts';

/** How long each question was open, in milliseconds; those that nobody has answered are left out. */
export function waits(events: readonly RunEvent[]): number[] {
  return events.flatMap((event) => {
    if (event.type !== 'asked') return [];
    const { id } = event.question;
    const last = events.findLast(
      (other) => (other.type === 'approval' || other.type === 'answered') && other.questionId === id,
    );
    return last ? [last.at - event.at] : [];
  });
}
