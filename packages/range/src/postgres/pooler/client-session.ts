/**
 * One client of the pool after its login.
 *
 * S1 A connection of the database is borrowed with the first message of a transaction and given back with its end.
 * S2 A client that leaves something behind keeps its connection until it goes, and the connection goes with it.
 * S3 Messages reach the database in the order in which they came, and so do the answers.
 */
import type { Socket } from 'node:net';
import { fatal, type Message, texts } from './messages.ts';
import { pins } from './pinning.ts';
import type { Pool } from './pool.ts';
import type { Login, ServerConnection } from './server-connection.ts';

/** After each of these the server says that it is ready: Query, Sync, FunctionCall. */
const ANSWERED = new Set(['Q', 'S', 'F']);
/** What is copied belongs to a message before it: CopyData, CopyDone, CopyFail. */
const COPIED = new Set(['d', 'c', 'f']);
const TERMINATE = 'X';
const READY = 'Z';
const IN_NO_TRANSACTION = 'I';

export class ClientSession {
  readonly #socket: Socket;
  readonly #pool: Pool;
  readonly #login: Login;
  #server: ServerConnection | null = null;
  #pinned = false;
  #ended = false;
  /** Answers that are still to come. */
  #outstanding = 0;
  /** Messages went out that no Sync has followed yet. */
  #unsynced = false;

  constructor(socket: Socket, pool: Pool, login: Login) {
    this.#socket = socket;
    this.#pool = pool;
    this.#login = login;
    socket.once('close', () => this.#end());
  }

  /** Of the connection it has now. */
  get cancelKey(): Buffer | null {
    return this.#server?.cancelKey ?? null;
  }

  get isPinned(): boolean {
    return this.#pinned;
  }

  /** A message of the client's; resolves when the database has it. */
  async take(message: Message): Promise<void> {
    if (message.type === TERMINATE) return void this.#socket.end();
    const server = this.#server ?? (await this.#borrow());
    if (!server) return;
    this.#pinned ||= isPinning(message);
    if (ANSWERED.has(message.type)) this.#outstanding += 1;
    if (!COPIED.has(message.type)) this.#unsynced = !ANSWERED.has(message.type);
    server.socket.write(message.bytes);
  }

  async #borrow(): Promise<ServerConnection | null> {
    try {
      const server = await this.#pool.borrow(this.#login);
      if (this.#ended) {
        this.#pool.release(server);
        return null;
      }
      server.holder = { onMessage: (message) => this.#answer(server, message), onClose: () => this.#lose() };
      this.#server = server;
      return server;
    } catch (error) {
      this.#refuse(error);
      return null;
    }
  }

  #answer(server: ServerConnection, { type, bytes, body }: Message): void {
    if (!this.#socket.write(bytes)) {
      server.socket.pause();
      this.#socket.once('drain', () => server.socket.resume());
    }
    if (type !== READY) return;
    this.#outstanding -= 1;
    const isOver = this.#outstanding === 0 && !this.#unsynced && body.toString('latin1') === IN_NO_TRANSACTION;
    if (!isOver || this.#pinned) return;
    this.#server = null;
    this.#pool.release(server);
  }

  /** The database ended the connection. */
  #lose(): void {
    this.#server = null;
    this.#socket.end(fatal('57P01', 'The database closed the connection of this transaction.'));
  }

  #refuse(error: unknown): void {
    const { sqlState } = error as { sqlState?: string };
    this.#socket.end(fatal(sqlState ?? '08006', error instanceof Error ? error.message : String(error)));
  }

  #end(): void {
    this.#ended = true;
    const server = this.#server;
    this.#server = null;
    if (server) this.#pool.discard(server);
  }
}

/** A statement that is prepared under a name stays in its connection as well. */
function isPinning({ type, body }: Message): boolean {
  if (type === 'Q') return pins(texts(body)[0] ?? '');
  if (type !== 'P') return false;
  const [name = '', sql = ''] = texts(body);
  return name !== '' || pins(sql);
}
