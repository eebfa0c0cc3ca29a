import { randomUUID } from 'node:crypto';
import { AwsError } from '../../wire/service.ts';
import type { Buckets } from '../s3/buckets.ts';
import { csvOf } from './csv.ts';
import type { Execution } from './execution.ts';
import type { LogDatabase, QueryAnswer } from './log-database.ts';
import { QueryError } from './query-error.ts';
import { readStatement } from './statement.ts';
import { type AthenaWorld, type Catalog, invalidRequest, tablesOf } from './world.ts';

export interface NewExecution {
  sql: string;
  /** Null: the one of the work group's catalogue. */
  database: string | null;
  catalog: Catalog;
  /** `s3://BUCKET/PREFIX/`; the work group's when null. */
  location: string | null;
  /** The same query once again is the same execution. */
  token: string | undefined;
}

export interface ExecutionsOptions {
  world: AthenaWorld;
  buckets: Buckets;
  database(): LogDatabase;
}

/** How long a query waits before it runs, on the range's clock. */
const QUEUE_MS = 200;
const SCHEMA_DEFAULT = 'default';

/** Queries that were started, as long as the range is up. */
export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #executions = new Map<string, Execution>();
  readonly #tokens = new Map<string, string>();

  constructor(options: ExecutionsOptions) {
    this.#options = options;
  }

  /** The newest first. */
  all(): Execution[] {
    return [...this.#executions.values()].reverse();
  }

  /** @throws {AwsError} InvalidRequestException */
  get(id: string): Execution {
    const found = this.#executions.get(id);
    if (!found) throw invalidRequest(`QueryExecution ${id} was not found`);
    return found;
  }

  /** @throws {AwsError} InvalidRequestException */
  start({ sql, database, catalog, location, token }: NewExecution): Execution {
    const known = token === undefined ? undefined : this.#tokens.get(token);
    if (known !== undefined) return this.get(known);
    readStatement(sql);
    const id = randomUUID();
    const execution: Execution = {
      id,
      sql,
      database: database ?? SCHEMA_DEFAULT,
      workGroup: catalog.workGroup,
      output: `${location ?? this.#location(catalog)}${id}.csv`,
      submittedAt: this.#now(),
      state: 'QUEUED',
      reason: null,
      startedAt: null,
      endedAt: null,
      answer: null,
      stopping: new AbortController(),
    };
    this.#executions.set(id, execution);
    if (token !== undefined) this.#tokens.set(token, id);
    void this.#carryOut(execution);
    return execution;
  }

  stop(id: string): void {
    const execution = this.get(id);
    if (execution.state !== 'QUEUED' && execution.state !== 'RUNNING') return;
    this.#end(execution, 'CANCELLED', null);
    execution.stopping.abort();
  }

  close(): void {
    for (const { id } of this.all()) this.stop(id);
  }

  async #carryOut(execution: Execution): Promise<void> {
    const { signal } = execution.stopping;
    try {
      await this.#options.world.clock.sleep(QUEUE_MS, signal);
      execution.state = 'RUNNING';
      execution.startedAt = this.#now();
      const answer = await this.#answer(execution);
      await this.#keep(execution, answer);
      if (signal.aborted) return;
      execution.answer = answer;
      this.#end(execution, 'SUCCEEDED', null);
    } catch (error) {
      if (signal.aborted) return;
      const known = error instanceof QueryError || error instanceof AwsError;
      const message = error instanceof Error ? error.message : String(error);
      this.#end(execution, 'FAILED', known ? message : `GENERIC_INTERNAL_ERROR: ${message}`);
    }
  }

  async #answer({ sql, database, stopping }: Execution): Promise<QueryAnswer> {
    const { world, buckets } = this.#options;
    const statement = readStatement(sql);
    const databases = world.stack.athena.map((catalog) => catalog.database);
    if (statement.kind === 'show-databases') return shown('database_name', databases);
    const asked = statement.kind === 'show-tables' ? (statement.database ?? database) : database;
    if (asked !== SCHEMA_DEFAULT && !databases.includes(asked)) {
      throw new QueryError('SCHEMA_NOT_FOUND', `Schema '${asked}' does not exist`);
    }
    const tables = tablesOf(world, buckets);
    if (statement.kind === 'show-tables') {
      return shown(
        'tab_name',
        tables.flatMap((table) => (table.database === asked ? [table.name] : [])),
      );
    }
    // Nobody waits five minutes for a log here: what is over by now can be asked for now.
    await Promise.all(world.balancers.filter(({ spec }) => spec.accessLogs).map((balancer) => balancer.flushLog()));
    return this.#options.database().run({ sql, database, tables, signal: stopping.signal });
  }

  async #keep({ output }: Execution, answer: QueryAnswer): Promise<void> {
    const [, name = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(output) ?? [];
    const body = Buffer.from(csvOf(answer));
    await this.#options.buckets.get(name).put(key, { body, headers: { ContentType: 'text/csv' }, tags: {} });
  }

  #location({ results }: Catalog): string {
    const { stack } = this.#options.world;
    const bucket = stack.buckets.find(({ id }) => id === results.bucket)?.name ?? results.bucket;
    return `s3://${bucket}/${results.prefix}${results.prefix === '' ? '' : '/'}`;
  }

  #end(execution: Execution, state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED', reason: string | null): void {
    execution.state = state;
    execution.reason = reason;
    execution.endedAt = this.#now();
  }

  #now(): number {
    return this.#options.world.clock.now();
  }
}

function shown(name: string, values: readonly string[]): QueryAnswer {
  return { columns: [{ name, type: 'varchar' }], rows: values.map((value) => [value]), scannedBytes: 0 };
}
