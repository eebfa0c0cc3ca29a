import { type RunEvent, SteadyError } from '@steadyhand/contracts';
import { type Run, withoutSecretShapes } from '@steadyhand/engine';
import { parseDocument } from '../documents.ts';
import { findStep } from '../find-step.ts';
import { procedureOfRun } from '../procedure-of-run.ts';
import { callerFor } from '../send-answer.ts';
import { environmentOfRun } from '../target.ts';
import { wallClock } from '../wall-clock.ts';
import { withRecord } from '../with-record.ts';

/** Adds what a person did or saw to the record of a run; also of one that has ended. */
export async function noteCommand(runId: string, typed: string, options: { step?: string }): Promise<number> {
  const text = withoutSecretShapes(typed);
  await withRecord(async ({ store }) => {
    const run = await store.run(runId);
    const stepId = options.step === undefined ? null : await stepOf(run, await store.events(runId), options.step);
    const { identity, message } = await callerFor(run);
    const note = message(runId, { kind: 'note', text, stepId });
    await store.send(note);
    const event: RunEvent = {
      ...{ type: 'note', runId, at: await nowOf(run) },
      ...{ stepId, text, by: identity.name, messageId: note.id },
    };
    // Whoever carries the run out takes the message; where nobody does, nobody would.
    const isKept = await store.annotate(runId, [event]);
    process.stdout.write(
      isKept ? `Noted in the record of run ${runId}.\n` : `Sent to run ${runId}, which is going on.\n`,
    );
  });
  return 0;
}

async function stepOf(run: Run, events: readonly RunEvent[], text: string): Promise<string> {
  const { path, text: document } = run.runbook;
  const { runbook } = await parseDocument(path, Buffer.from(document));
  return findStep(procedureOfRun(run, runbook, events), text).id;
}

/** Times of a record are of the run's clock; that of a range that is gone is gone with it. */
async function nowOf(run: Run): Promise<number> {
  try {
    return (await environmentOfRun(run)).clock.now();
  } catch (error) {
    if (error instanceof SteadyError) return wallClock.now();
    throw error;
  }
}
