/** The rows of runs: what a run was started with, and where it stands. All times are the database's. */
import { SteadyError } from '@steadyhand/contracts';
import { withoutSecretBindings } from '../secret-values.ts';
import type { Queries } from './database.ts';
import type { NewRun, RunSettings } from './record.ts';
import { FINAL_STATUSES, RUN_STATUSES, type RunStatus } from './run-status.ts';

/** Times are milliseconds since the epoch. */
export interface RunRow extends Omit<NewRun, 'runbook' | 'settings'> {
  runbook: { path: string; revision: string };
  status: RunStatus;
  /** Counts who held it; what an earlier holder writes is refused. */
  epoch: number;
  worker: string | null;
  leaseUntil: number | null;
  wakeAt: number | null;
  /** The `Question` as JSON. One that an answer has just made ready still shows it: it may take more than one. */
  waitingFor: unknown;
  createdAt: number;
  updatedAt: number;
}

/** A run with the text of its runbook, and its settings as the release wrote them that started it. */
export interface Run extends RunRow, Pick<NewRun, 'settings'> {
  runbook: NewRun['runbook'];
}

export interface RunFilter {
  statuses?: readonly RunStatus[];
  environment?: string;
  /** 100 when left out. */
  limit?: number;
}

const LIST_LIMIT = 100;

export const milliseconds = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::double precision`;
const runbook = (text: string): string =>
  `jsonb_build_object('path', runbook_path, 'revision', runbook_revision${text}) AS runbook`;
const OWN_COLUMNS = `id, procedure_id AS "procedureId", environment, mode, params, requested_by AS "requestedBy"`;
const STATE_COLUMNS = `status, epoch, worker, ${milliseconds('lease_until')} AS "leaseUntil",
  ${milliseconds('wake_at')} AS "wakeAt", waiting_for AS "waitingFor",
  ${milliseconds('created_at')} AS "createdAt", ${milliseconds('updated_at')} AS "updatedAt"`;
const START = `${OWN_COLUMNS}, settings, ${runbook(`, 'text', runbook_text`)}`;
const ROW = `${OWN_COLUMNS}, ${runbook('')}, ${STATE_COLUMNS}`;
/** The columns of a `Run`. */
export const RUN = `${START}, ${STATE_COLUMNS}`;

/** Without the secrets of its system. */
export async function insertRun(queries: Queries, input: NewRun, status: 'ready' | 'paused'): Promise<Run> {
  const { path, revision, text } = input.runbook;
  const rows = await queries.query<Run>(
    `INSERT INTO steadyhand.run (id, runbook_path, runbook_revision, runbook_text, procedure_id, environment, mode, params,
       requested_by, settings, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${RUN}`,
    [
      input.id,
      path,
      revision,
      text,
      input.procedureId,
      input.environment,
      input.mode,
      JSON.stringify(input.params),
      input.requestedBy,
      input.settings && JSON.stringify(withoutSecrets(input.settings)),
      status,
    ],
  );
  return existing(rows[0], input.id);
}

function withoutSecrets(settings: RunSettings): RunSettings {
  return { ...settings, system: settings.system && withoutSecretBindings(settings.system) };
}

export async function selectRun(queries: Queries, id: string): Promise<Run> {
  const [run] = await queries.query<Run>(`SELECT ${RUN} FROM steadyhand.run WHERE id = $1`, [id]);
  return existing(run, id);
}

/** What it was started with. */
export async function selectStart(queries: Queries, id: string): Promise<NewRun> {
  const [run] = await queries.query<NewRun>(`SELECT ${START} FROM steadyhand.run WHERE id = $1`, [id]);
  return existing(run, id);
}

export function selectRuns(queries: Queries, filter: RunFilter): Promise<RunRow[]> {
  const { statuses = RUN_STATUSES, environment = null, limit = LIST_LIMIT } = filter;
  return queries.query<RunRow>(
    `SELECT ${ROW} FROM steadyhand.run WHERE status = ANY($1) AND ($2::text IS NULL OR environment = $2)
     ORDER BY created_at DESC, id LIMIT $3`,
    [statuses, environment, limit],
  );
}

/** Where a run stands, which stays so until the transaction ends. */
export async function lockStatus(queries: Queries, id: string): Promise<RunStatus> {
  const [run] = await queries.query<{ status: RunStatus }>(
    'SELECT status FROM steadyhand.run WHERE id = $1 FOR UPDATE',
    [id],
  );
  return existing(run, id).status;
}

export function isFinal(status: RunStatus): boolean {
  return FINAL_STATUSES.some((one) => one === status);
}

function existing<T>(run: T | undefined, id: string): T {
  if (run === undefined) throw new SteadyError('RUN_NOT_FOUND', { id });
  return run;
}
