import type { Connection, QueryEvent } from './connection.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { type MetaState, runMeta } from './meta-commands.ts';
import { splitScript } from './script.ts';
import { formatServerMessage, type ServerMessage } from './server-message.ts';
import { type PrintOptions, printTable } from './table.ts';

/** How an action ended: `lost` when the server hung up, `stopped` when ON_ERROR_STOP ended it. */
export type Ending = 'done' | 'failed' | 'stopped' | 'lost' | 'quit';

export interface SessionOptions {
  print: PrintOptions;
  quiet: boolean;
  variables: Map<string, string>;
  settings: ConnectionSettings;
  /** The server is to refuse what would write. */
  readOnly: boolean;
}

/** OIDs of the types that psql aligns to the right. */
const NUMERIC: ReadonlySet<number> = new Set([20, 21, 23, 26, 28, 29, 700, 701, 790, 1700, 5069]);

const CONNECTION_LOST =
  'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\nconnection to server was lost\n';

/** Statements that begin or end a transaction, or that cannot stand in one. */
const TRANSACTION =
  /(?:^|;)\s*(?:begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|discard|set\s+(?:local|transaction))\b/i;
/** Statements whose answer would not be what it is without a transaction that cannot write. */
const ASKS_FOR_IT = /read_only|\bshow\s+all\b|\bpg_settings\b/i;

/** One psql on one connection: carries out statements and meta commands, and keeps what it prints. */
export class PsqlSession {
  stdout = '';
  stderr = '';
  readonly #connection: Connection;
  readonly #quiet: boolean;
  readonly #state: MetaState;
  readonly #readOnly: boolean;
  #inTransaction = false;
  #query = '';
  /** `psql:file.sql:3: ` in front of messages. */
  #where = '';

  constructor(connection: Connection, { print, quiet, variables, settings, readOnly }: SessionOptions) {
    this.#connection = connection;
    this.#quiet = quiet;
    this.#readOnly = readOnly;
    this.#state = { print, variables, settings, address: connection.address };
  }

  /** A `-c` string: one meta command, or SQL that the server gets in one piece. */
  async command(text: string): Promise<Ending> {
    const meta = /^\s*\\(\S+)\s*(.*?)\s*$/s.exec(text);
    if (meta) return this.#meta(meta[1] ?? '', meta[2] ?? '');
    return this.#sql(text);
  }

  /** A script; `name` stands in messages, and is absent where psql reads standard input by itself. */
  async script(text: string, name: string | null): Promise<Ending> {
    let ending: Ending = 'done';
    for (const item of splitScript(text, this.#state.variables)) {
      this.#where = name === null ? '' : `psql:${name}:${item.line}: `;
      const ended = item.kind === 'sql' ? await this.#sql(item.text) : await this.#meta(item.command, item.argument);
      if (ended === 'quit') break;
      if (ended === 'lost') return 'lost';
      if (ended === 'failed') {
        if (this.stopsOnError()) return 'stopped';
        ending = 'done';
      }
    }
    return ending;
  }

  /** For `--single-transaction`. */
  async beginOne(): Promise<void> {
    await this.silently(this.#readOnly ? 'BEGIN READ ONLY' : 'BEGIN');
    this.#inTransaction = true;
  }

  /** SQL of psql's own, which prints nothing but errors. */
  async silently(text: string): Promise<void> {
    await this.#run(text, (event) => {
      if (event.kind === 'error') this.#error(event.error);
    });
  }

  notice(notice: ServerMessage): void {
    this.stderr += this.#where + formatServerMessage(notice, this.#query);
  }

  stopsOnError(): boolean {
    return /^(?:1|on|true|yes)$/i.test(this.#state.variables.get('ON_ERROR_STOP') ?? '');
  }

  async #meta(command: string, argument: string): Promise<Ending> {
    const outcome = runMeta(command, argument, this.#state);
    if (outcome.say && (!this.#quiet || command === 'echo')) this.stdout += outcome.say;
    if (outcome.error !== undefined) {
      this.stderr += `${this.#where}error: ${outcome.error}\n`;
      return 'failed';
    }
    if (outcome.query !== undefined) return this.#listing(outcome.query);
    return outcome.quit ? 'quit' : 'done';
  }

  async #listing(query: string): Promise<Ending> {
    let ending: Ending = 'done';
    await this.#send(query, (event) => {
      if (event.kind === 'error') {
        ending = 'failed';
        this.#error(event.error);
      } else if (event.kind === 'rows' && event.rows.length === 0) {
        if (!this.#quiet) this.stderr += 'Did not find any relations.\n';
      } else if (event.kind === 'rows') {
        const table = this.#table(event);
        const isTitled = this.#state.print.format === 'aligned' && !this.#state.print.tuplesOnly;
        this.stdout += isTitled ? titled('List of relations', table) : table;
      }
    });
    return ending;
  }

  async #sql(text: string): Promise<Ending> {
    let ending: Ending = 'done';
    await this.#send(text, (event) => {
      if (event.kind === 'error') ending = 'failed';
      this.#show(event);
    });
    if (!this.#connection.isLost()) return ending;
    this.stderr += this.#where + CONNECTION_LOST;
    return 'lost';
  }

  /**
   * Where nothing may be written, SQL that is in no transaction of its own is put into one that cannot. Settings of the
   * connection would do as well, but behind a pooler they would outlive it, in the hands of somebody else.
   */
  async #send(text: string, onEvent: (event: QueryEvent) => void): Promise<void> {
    const bounds = TRANSACTION.test(text);
    if (!this.#readOnly || this.#inTransaction || bounds || ASKS_FOR_IT.test(text)) {
      await this.#run(text, (event) => {
        if ('tag' in event) this.#inTransaction = inTransactionAfter(event.tag, this.#inTransaction);
        onEvent(event);
      });
      if (this.#readOnly && bounds && this.#inTransaction) await this.silently('SET TRANSACTION READ ONLY');
      return;
    }
    await this.silently('BEGIN READ ONLY');
    await this.#run(text, onEvent);
    if (!this.#connection.isLost()) await this.silently('COMMIT');
  }

  async #run(text: string, onEvent: (event: QueryEvent) => void): Promise<void> {
    this.#query = text;
    await this.#connection.query(text, onEvent);
  }

  #show(event: QueryEvent): void {
    switch (event.kind) {
      case 'error':
        this.#error(event.error);
        break;
      case 'copy':
        this.stdout += event.data;
        break;
      case 'done':
        this.#status(event.tag);
        break;
      case 'rows':
        this.stdout += this.#table(event);
        // Of a statement that changes rows, its RETURNING is shown and then its tag.
        if (/^(?:INSERT|UPDATE|DELETE|MERGE) /.test(event.tag)) this.#status(event.tag);
    }
  }

  #table({ fields, rows }: Extract<QueryEvent, { kind: 'rows' }>): string {
    const columns = fields.map(({ name, dataTypeID }) => ({ name, isNumeric: NUMERIC.has(dataTypeID) }));
    return printTable({ columns, rows }, this.#state.print);
  }

  #status(tag: string): void {
    if (!this.#quiet) this.stdout += `${tag}\n`;
  }

  #error(error: ServerMessage): void {
    this.stderr += this.#where + formatServerMessage(error, this.#query);
  }
}

function inTransactionAfter(tag: string, before: boolean): boolean {
  if (tag === 'BEGIN' || tag === 'START TRANSACTION') return true;
  return tag === 'COMMIT' || tag === 'ROLLBACK' ? false : before;
}

/** Puts a title over an aligned table, in its middle. */
function titled(title: string, table: string): string {
  const width = table.split('\n')[1]?.length ?? 0;
  return `${' '.repeat(Math.max(0, Math.floor((width - title.length) / 2)))}${title}\n${table}`;
}
