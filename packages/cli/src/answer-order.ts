import type { Order, Question } from '@steadyhand/contracts';
import type { Reply } from './prompts.ts';

/** What is sent to a run for what a person said. */
export function answerOrder(question: Question, { value, reason, argv, typed, end }: Reply): Order {
  return {
    kind: 'answer',
    questionId: question.id,
    digest: question.kind === 'approval' ? question.digest : null,
    value,
    reason,
    ...(argv ? { argv: [...argv] } : {}),
    ...(typed === undefined ? {} : { typed }),
    ...(end ? { end } : {}),
  };
}
