import { randomUUID } from 'node:crypto';
import type { QueryStatistics, QueryStatus } from '@aws-sdk/client-cloudwatch-logs';
import type { Clock } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';
import type { InsightsQuery, InsightsResult } from './insights/query.ts';
import type { LogRecord } from './insights/row.ts';
import type { LogGroup } from './log-store.ts';

export interface QueryRequest {
  text: string;
  query: InsightsQuery;
  groups: readonly LogGroup[];
  /** Milliseconds since the epoch; both ends are included. */
  start: number;
  end: number;
  limit: number | undefined;
}

export interface QueryRun {
  id: string;
  request: QueryRequest;
  createdAt: number;
  status: QueryStatus;
  rows: InsightsResult['rows'];
  statistics: QueryStatistics;
}

const KEPT = 200;
/** On the range's clock. */
const RUN_MS = 1000;
/** What CloudWatch reckons for an event besides its message. */
const EVENT_OVERHEAD_BYTES = 26;

/** Queries of Insights, under way and done, the newest first. */
export class Queries {
  readonly #clock: Clock;
  readonly #account: string;
  readonly #signal: AbortSignal;
  readonly all: QueryRun[] = [];

  constructor(options: { clock: Clock; account: string; signal: AbortSignal }) {
    this.#clock = options.clock;
    this.#account = options.account;
    this.#signal = options.signal;
  }

  start(request: QueryRequest): QueryRun {
    const run: QueryRun = {
      id: randomUUID(),
      request,
      createdAt: this.#clock.now(),
      status: 'Running',
      rows: [],
      statistics: { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 },
    };
    this.all.unshift(run);
    this.all.length = Math.min(this.all.length, KEPT);
    const over = () => this.#finish(run);
    this.#clock.sleep(RUN_MS, this.#signal).then(over, () => {});
    return run;
  }

  get(id: string): QueryRun {
    const run = this.all.find((one) => one.id === id);
    if (!run) throw new AwsError('ResourceNotFoundException', `Query ${id} does not exist`);
    return run;
  }

  #finish(run: QueryRun): void {
    if (run.status !== 'Running') return;
    const records = recordsOf(run.request, this.#account);
    const { rows, matched } = run.request.query.run(records, run.request.limit);
    run.status = 'Complete';
    run.rows = rows;
    const bytes = records.reduce((n, { event }) => n + Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES, 0);
    run.statistics = {
      recordsMatched: matched,
      recordsScanned: records.length,
      bytesScanned: bytes,
      logGroupsScanned: run.request.groups.length,
    };
  }
}

function recordsOf({ groups, start, end }: QueryRequest, account: string): LogRecord[] {
  return groups.flatMap(({ name, streams }) =>
    [...streams.values()].flatMap(({ events }) =>
      events.filter(({ at }) => at >= start && at <= end).map((event) => ({ event, log: `${account}:${name}` })),
    ),
  );
}
