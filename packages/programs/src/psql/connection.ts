import net from 'node:net';
import type { CommandContext } from '@steadyhand/contracts';
import pg from 'pg';
import type { ConnectionSettings } from './connection-settings.ts';
import type { ServerMessage } from './server-message.ts';

/** A column's type, as the server tells it. */
interface Field {
  name: string;
  dataTypeID: number;
}

/** What a query gives back, in the order in which it comes. */
export type QueryEvent =
  | { kind: 'rows'; fields: readonly Field[]; rows: (string | null)[][]; tag: string }
  | { kind: 'done'; tag: string }
  | { kind: 'copy'; data: string }
  | { kind: 'error'; error: ServerMessage };

export class ConnectionError extends Error {
  /** Where the host's name lies outside the environment. */
  readonly note: string | null;

  constructor(message: string, note: string | null = null) {
    super(message);
    this.note = note;
  }
}

export interface Connection {
  /** Address at the other end. */
  address: string;
  /** Sends the text as one simple query; rejects only with the signal's reason. */
  query(text: string, onEvent: (event: QueryEvent) => void): Promise<void>;
  /** Whether the server has hung up. */
  isLost(): boolean;
  end(): Promise<void>;
}

interface ConnectOptions {
  context: CommandContext;
  onNotice: (notice: ServerMessage) => void;
}

/** Connects, with TLS first where the mode leaves the choice. Rejects with a {@link ConnectionError} worded as libpq's. */
export async function connect(settings: ConnectionSettings, options: ConnectOptions): Promise<Connection> {
  if (settings.sslmode === 'disable' || settings.sslmode === 'allow') return open(settings, false, options);
  try {
    return await open(settings, true, options);
  } catch (error) {
    const isPlainServer = error instanceof ConnectionError && error.message.includes('server does not support SSL');
    if (settings.sslmode !== 'prefer' || !isPlainServer) throw error;
    return open(settings, false, options);
  }
}

async function open(
  settings: ConnectionSettings,
  tls: boolean,
  { context, onNotice }: ConnectOptions,
): Promise<Connection> {
  const address = context.target.resolve(settings.host, settings.port);
  if (!address) {
    const note = `Steadyhand: ${settings.host} is not a name of the environment "${context.target.environment}"; nothing was sent.`;
    throw new ConnectionError(unknownHost(settings.host), note);
  }
  const socket = new net.Socket();
  const client = new pg.Client({
    ...address,
    user: settings.user,
    database: settings.database,
    // A function, because for an absent password the client would look into the environment of this process.
    password: () => settings.password ?? '',
    // Blank for the same reason.
    options: settings.options ?? ' ',
    application_name: settings.applicationName,
    client_encoding: 'UTF8',
    connectionTimeoutMillis: settings.connectTimeoutMs,
    ssl: tls && (await tlsOptions(settings, context)),
    stream: () => socket,
  });
  if (settings.options === null) sendNoOptions(client);
  let isLost = false;
  client.on('notice', onNotice);
  client.on('error', () => {
    isLost = true;
  });
  client.on('end', () => {
    isLost = true;
  });
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    throw connectFailure(error, settings, socket.remoteAddress);
  }
  return {
    address: socket.remoteAddress ?? '',
    query: async (text, onEvent) => {
      isLost ||= await submit(client, text, { onEvent, signal: context.signal, socket });
    },
    isLost: () => isLost,
    end: async () => {
      if (isLost) socket.destroy();
      else await client.end();
    },
  };
}

/** RDS Proxy refuses a client that sends any, blank ones too. The client keeps them where its types do not say. */
function sendNoOptions(client: pg.Client): void {
  const { connectionParameters } = client as unknown as { connectionParameters: { options: string } };
  connectionParameters.options = '';
}

async function tlsOptions({ host, sslmode, sslrootcert }: ConnectionSettings, context: CommandContext) {
  const servername = net.isIP(host) ? '' : host;
  if (!sslmode.startsWith('verify-')) return { rejectUnauthorized: false, servername };
  const ca = sslrootcert === null ? context.target.ca : Buffer.from(await context.readFile(sslrootcert)).toString();
  return {
    ...(ca !== undefined && { ca }),
    servername,
    ...(sslmode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  };
}

interface SubmitOptions {
  onEvent: (event: QueryEvent) => void;
  signal: AbortSignal;
  socket: net.Socket;
}

/** Resolves with whether the server has hung up. */
function submit(client: pg.Client, text: string, { onEvent, signal, socket }: SubmitOptions): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      // Hanging up makes the server give up a statement at its next word to us.
      socket.destroy();
      reject(signal.reason);
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    const done = (isLost: boolean): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(isLost);
    };
    client.query(new SimpleQuery(text, onEvent, done));
  });
}

interface Wire {
  query(text: string): void;
  sendCopyFail(message: string): void;
}

/** A query by the simple protocol, with full command tags and every result of several statements. */
class SimpleQuery implements pg.Submittable {
  readonly #text: string;
  readonly #onEvent: (event: QueryEvent) => void;
  readonly #done: (isLost: boolean) => void;
  #rows: { fields: readonly Field[]; rows: (string | null)[][] } | null = null;
  #copied: string[] = [];

  constructor(text: string, onEvent: (event: QueryEvent) => void, done: (isLost: boolean) => void) {
    this.#text = text;
    this.#onEvent = onEvent;
    this.#done = done;
  }

  submit(connection: unknown): void {
    (connection as Wire).query(this.#text);
  }

  handleRowDescription({ fields }: { fields: readonly Field[] }): void {
    this.#rows = { fields, rows: [] };
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#rows?.rows.push(fields);
  }

  handleCommandComplete({ text }: { text: string }): void {
    if (this.#rows) this.#onEvent({ kind: 'rows', ...this.#rows, tag: text });
    else if (this.#copied.length > 0) this.#onEvent({ kind: 'copy', data: this.#copied.join('') });
    else this.#onEvent({ kind: 'done', tag: text });
    this.#rows = null;
    this.#copied = [];
  }

  handleEmptyQuery(): void {}

  handleCopyInResponse(connection: Wire): void {
    connection.sendCopyFail('COPY FROM STDIN is not carried out by Steadyhand');
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.#copied.push(chunk.toString());
  }

  handlePortalSuspended(): void {}

  handleError(error: ServerMessage): void {
    // Without a severity it is not the server that speaks, but the socket that broke.
    if (error.severity !== undefined) this.#onEvent({ kind: 'error', error });
    this.#done(error.severity !== 'ERROR');
  }

  handleReadyForQuery(): void {
    this.#done(false);
  }
}

function unknownHost(host: string): string {
  return `could not translate host name "${host}" to address: Name or service not known`;
}

function connectFailure(error: unknown, settings: ConnectionSettings, remote: string | undefined): ConnectionError {
  const failures: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return new ConnectionError(failures.map((failure) => describeFailure(failure, settings, remote)).join('\n'));
}

function describeFailure(error: unknown, { host, port }: ConnectionSettings, remote: string | undefined): string {
  const { code, message, address, severity } = error as NodeJS.ErrnoException & { address?: string; severity?: string };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return unknownHost(host);
  const where = net.isIP(host) ? `"${host}"` : `"${host}" (${address ?? remote ?? '?'})`;
  const failed = `connection to server at ${where}, port ${port} failed: `;
  if (severity !== undefined) return failed + formatFatal(error as ServerMessage);
  if (code === 'ECONNREFUSED')
    return `${failed}Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?`;
  if (code === 'ETIMEDOUT' || /timeout/.test(message)) return `${failed}timeout expired`;
  if (/password must be/.test(message)) return `${failed}fe_sendauth: no password supplied`;
  if (/does not support SSL/.test(message)) return `${failed}server does not support SSL, but SSL was required`;
  if (/terminated unexpectedly|ECONNRESET/.test(message))
    return `${failed}server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.`;
  return `${failed}${message}`;
}

function formatFatal({ severity, message, detail, hint }: ServerMessage): string {
  return [`${severity}:  ${message}`, detail && `DETAIL:  ${detail}`, hint && `HINT:  ${hint}`]
    .filter(Boolean)
    .join('\n');
}
