import { QuestionSchema } from '@steadyhand/contracts';
import type { RunRow, RunStatus } from '@steadyhand/engine';
import { formatTime } from '../render/duration.ts';
import { questionSummary } from '../render/question.ts';
import { styleFor } from '../render/style.ts';
import { fit } from '../render/text.ts';
import { withRecord } from '../with-record.ts';

export interface RunsOptions {
  status?: RunStatus[];
  env?: string;
  limit: number;
  json?: boolean;
}

const COLUMNS = 120;

/** Lists the runs of the record, the newest first. */
export async function runsCommand({ status, env, limit, json }: RunsOptions): Promise<number> {
  const filter = { limit, ...(status ? { statuses: status } : {}), ...(env === undefined ? {} : { environment: env }) };
  const runs = await withRecord(({ store }) => store.listRuns(filter));
  process.stdout.write(
    json ? `${JSON.stringify({ runs }, null, 2)}\n` : render(runs, process.stdout.columns ?? COLUMNS),
  );
  return 0;
}

function render(runs: readonly RunRow[], columns: number): string {
  if (runs.length === 0) return 'There are no such runs.\n';
  const style = styleFor(process.stdout);
  const head = ['run', 'status', 'procedure', 'where', 'by', 'started (UTC)'];
  const rows = runs.map((run) => [
    run.id,
    run.status,
    run.procedureId.slice(run.procedureId.lastIndexOf('/') + 1),
    run.environment,
    run.requestedBy,
    formatTime(run.createdAt).slice(0, 16),
  ]);
  const line = aligned([head, ...rows], columns);
  const lines = runs.flatMap((run, index) => {
    const wait = waitText(run);
    return [line(rows[index] ?? []), ...(wait === '' ? [] : [`          ${fit(wait, columns - 10)}`])];
  });
  return `${[style.dim(line(head)), ...lines].join('\n')}\n`;
}

const GAP = '  ';
const PROCEDURE = 2;
const PROCEDURE_MIN = 12;

/** Writes rows in columns; the procedure gives way where they are wider than the terminal. */
function aligned(rows: readonly (readonly string[])[], columns: number): (row: readonly string[]) => string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const all = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  const procedure = widths[PROCEDURE] ?? 0;
  widths[PROCEDURE] = Math.min(procedure, Math.max(PROCEDURE_MIN, procedure - (all - columns)));
  return (row) =>
    row
      .map((cell, index) => fit(cell, widths[index] ?? 0).padEnd(widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
}

/** What a run waits for, or who is at it. */
function waitText({ status, worker, waitingFor, wakeAt }: RunRow): string {
  if (status === 'running') return `carried out by ${worker}`;
  if (status !== 'waiting') return '';
  const question = QuestionSchema.safeParse(waitingFor);
  if (question.success) return `waits for ${questionSummary(question.data)}`;
  const problem = problemOf(waitingFor);
  if (problem !== null) return `could not go on: ${problem}`;
  return wakeAt === null ? '' : `sleeps until ${formatTime(wakeAt)}`;
}

/** Of a run that could not be prepared where it was tried last. */
function problemOf(waitingFor: unknown): string | null {
  if (typeof waitingFor !== 'object' || waitingFor === null || !('problem' in waitingFor)) return null;
  return String(waitingFor.problem);
}
