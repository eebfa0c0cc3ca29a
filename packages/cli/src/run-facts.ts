/** Everything about one run that a person who comes to it wants to know. */
import type { Message, Question, RunEvent } from '@steadyhand/contracts';
import { type Artifact, artifactsOf, type LockHolder, type Run, reportRun } from '@steadyhand/engine';
import { parseDocument } from './documents.ts';
import { isEnded } from './ended.ts';
import { approvers, openQuestion, pendingMessages } from './open-question.ts';
import { isShell, procedureOfRun } from './procedure-of-run.ts';
import { type Place, placeOf } from './question-view.ts';
import type { OpenRecord } from './record.ts';
import { waysToAnswer } from './render/question.ts';
import { rollbackCommand, rollbackOffers } from './rollback.ts';
import { workerOf } from './workers.ts';

export interface StepFact {
  id: string;
  line: number;
  phase: string;
  text: string;
  /** `open` where it has not come to it, `unfinished` where it is in the middle of it. */
  state: ReturnType<typeof reportRun>['steps'][number]['state'] | 'open';
  note: string;
}

export interface RunFacts {
  run: Omit<Run, 'runbook' | 'settings'> & { runbook: { path: string; revision: string } };
  place: Place;
  /** How it ended or what it waits for, in words; empty while it goes on. */
  note: string;
  steps: StepFact[];
  question: Question | null;
  approvedBy: string[];
  /** Sent, and not taken by any life of the run. */
  pending: Message[];
  locks: (LockHolder & { scope: string })[];
  artifacts: Pick<Artifact, 'name' | 'kind' | 'bytes'>[];
  /** On its environment, for a run that could go on. */
  worker: string | null;
  /** What to type next. */
  next: string[];
  /** What would take back what it did, once it has ended without being done. */
  rollback: string[];
}

export async function runFacts({ store }: OpenRecord, runId: string): Promise<RunFacts> {
  const stored = await store.run(runId);
  const events = await store.events(runId);
  const report = reportRun(events);
  const question = openQuestion(stored, events);
  const approvedBy = question ? approvers(question, events) : [];
  const pending = pendingMessages(await store.messages(runId), events);
  const offers = isEnded(stored.status) && stored.status !== 'done' ? await rollbackOffers(stored, events) : [];
  const { runbook, settings: _, ...row } = stored;
  const run = { ...row, runbook: { path: runbook.path, revision: runbook.revision } };
  return {
    run,
    place: placeOf(stored, events),
    note: stored.status === 'running' || stored.status === 'ready' ? '' : report.note,
    steps: await stepsOf(stored, events),
    question,
    approvedBy,
    pending,
    locks: (await store.locks()).filter((lock) => lock.runId === runId),
    artifacts: artifactsOf(events).map(({ name, kind, bytes }) => ({ name, kind, bytes })),
    worker: stored.worker ?? workerOf(stored.environment, await store.workers())?.id ?? null,
    next: nextOf(stored, question && isAnswered(question, pending, approvedBy) ? null : question),
    rollback: offers.map((offer) => rollbackCommand(offer, stored.environment)),
  };
}

/** Those that the run has come to, and those that it has not. */
async function stepsOf(run: Run, events: readonly RunEvent[]): Promise<StepFact[]> {
  const report = reportRun(events);
  const { runbook } = await parseDocument(run.runbook.path, Buffer.from(run.runbook.text));
  const phases = run.settings?.phases ?? null;
  const { steps } = procedureOfRun(run, runbook, events);
  return steps
    .filter(({ phase }) => phases === null || phases.includes(phase))
    .map(({ id, line, phase, text }) => {
      const come = report.steps.find((step) => step.id === id);
      return { id, line, phase, text, state: come?.state ?? 'open', note: come?.note ?? '' };
    });
}

/** As far as can be told before somebody takes what was sent. */
function isAnswered(question: Question, pending: readonly Message[], approvedBy: readonly string[]): boolean {
  const answers = pending.filter(({ order }) => order.kind === 'answer' && order.questionId === question.id);
  return answers.length + approvedBy.length >= (question.kind === 'approval' ? question.needs.approvers : 1);
}

function nextOf(run: Run, question: Question | null): string[] {
  const { id, status } = run;
  // A shell follows no runbook, and corrects none.
  const told = [`steady report ${id}`, ...(isShell(run) ? [] : [`steady corrections ${id}`])];
  switch (status) {
    case 'running':
      return [
        ...(question ? waysToAnswer(id, question) : []),
        `steady run ${id} --attach`,
        `steady pause ${id}`,
        `steady cancel ${id}`,
      ];
    case 'waiting':
    case 'ready':
      return [...(question ? waysToAnswer(id, question) : []), `steady resume ${id}`, `steady cancel ${id}`];
    case 'paused':
      return [`steady resume ${id}`, `steady cancel ${id}`];
    case 'done':
    case 'cancelled':
      return told;
    default:
      return [`steady resume ${id}`, ...told];
  }
}
