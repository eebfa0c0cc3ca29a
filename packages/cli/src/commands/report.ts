import { postmortem, reportRun, timelineOf } from '@steadyhand/engine';
import { parseDocument } from '../documents.ts';
import { procedureOfRun } from '../procedure-of-run.ts';
import { withRecord } from '../with-record.ts';
import { writeOutput } from '../write-output.ts';

/** Writes what happened in a run: as Markdown for people, as JSON for programs. */
export async function reportCommand(runId: string, options: { output?: string; json?: boolean }): Promise<number> {
  const { run, events, messages, anchor } = await withRecord(async ({ store }) => ({
    run: await store.run(runId),
    events: await store.events(runId),
    messages: await store.messages(runId),
    anchor: await store.anchor(runId),
  }));
  const { path, text } = run.runbook;
  const { runbook } = await parseDocument(path, Buffer.from(text));
  const procedure = procedureOfRun(run, runbook, events);
  const head = anchor ? { head: anchor.hash } : {};
  const report = options.json
    ? `${JSON.stringify({ run: reportRun(events), timeline: timelineOf(events) }, null, 2)}\n`
    : postmortem({ events, runbook, procedure, messages, ...head });
  await writeOutput(report, options.output);
  return 0;
}
