import { type Question, type RunEvent, SteadyError } from '@steadyhand/contracts';
import { answerHoldsSecret, different, type Run, type RunStatus } from '@steadyhand/engine';
import { answerOrder } from './answer-order.ts';
import { type Caller, findCaller } from './caller.ts';
import { judge, openQuestion, pendingMessages, peopleOf, yesesOf } from './open-question.ts';
import type { Reply } from './prompts.ts';
import type { OpenRecord } from './record.ts';
import { environmentOfRun } from './target.ts';
import { workerOf } from './workers.ts';

/** A run with what it asks. */
export interface Asking {
  run: Run;
  events: readonly RunEvent[];
  question: Question;
}

/** Rejects with NOTHING_ASKED, RUN_ENDED or RUN_NOT_FOUND. */
export async function askingRun({ store }: OpenRecord, runId: string): Promise<Asking> {
  const run = await store.run(runId);
  const events = await store.events(runId);
  const question = openQuestion(run, events);
  if (question) return { run, events, question };
  throw new SteadyError('NOTHING_ASKED', { id: runId, reason: `it is ${run.status} and asks nothing` });
}

export interface Sent {
  messageId: string;
  by: string;
  value: string;
  /** Of the run, afterwards. */
  status: RunStatus;
  /** Approvals that it takes besides. */
  missing: number;
  /** Who goes on with it; null where only `steady resume` does. */
  worker: string | null;
}

/**
 * Sends an answer to a run, signed where the caller has a key. It is judged first, as whoever holds the run will: one
 * that does not count is not sent, and rejects with ANSWER_INVALID.
 */
export async function sendAnswer(
  { store }: OpenRecord,
  { run, events, question }: Asking,
  { caller, reply }: { caller: Caller; reply: Reply },
): Promise<Sent> {
  if (('isSecret' in question && question.isSecret) || answerHoldsSecret(question, reply)) {
    const reason = `this holds a secret, which is given where the run goes on and is not kept: steady resume ${run.id}`;
    throw new SteadyError('NOTHING_ASKED', { id: run.id, reason });
  }
  if (question.kind === 'approval' && reply.value === 'show')
    throw new SteadyError('SECRET_NOT_SHOWN', { reason: 'it is shown at the terminal of the run alone' });
  const message = caller.message(run.id, answerOrder(question, reply));
  const pending = pendingMessages(await store.messages(run.id), events);
  const earlier = yesesOf({ run, question, events, pending });
  const judged = judge(message, { run, question, earlier });
  if (!judged.ok) throw new SteadyError('ANSWER_INVALID', { by: caller.identity.name, reason: judged.reason });
  const status = await store.send(message);
  const needed = question.kind === 'approval' && reply.value === 'approve' ? question.needs.approvers : 1;
  const worker = run.status === 'running' ? run.worker : (workerOf(run.environment, await store.workers())?.id ?? null);
  return {
    messageId: message.id,
    by: caller.identity.name,
    value: reply.value,
    status,
    missing: judged.complete ? 0 : needed - different(earlier, peopleOf(run)) - 1,
    worker,
  };
}

/** Whoever sits here, as the environment of a run knows them. */
export function callerFor(run: Run): Promise<Caller> {
  const kind = run.settings?.system?.environments[run.environment]?.kind;
  return findCaller(async () => (kind === 'aws' ? environmentOfRun(run) : null));
}
