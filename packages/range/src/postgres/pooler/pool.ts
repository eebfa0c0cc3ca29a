import type { Clock } from '@steadyhand/contracts';
import { type Login, poolKey, type ServerConnection } from './server-connection.ts';

export interface PoolLimits {
  /** Of connections to the database, of all users together. */
  connections: number;
  /** Of those, how many may wait for work. */
  idle: number;
  /** So long a client waits for one, on the range's clock. */
  borrowMs: number;
}

export interface PoolOptions {
  limits(): PoolLimits;
  clock: Clock;
  connect(login: Login): Promise<ServerConnection>;
}

export interface PoolCounts {
  open: number;
  idle: number;
  waiting: number;
}

interface Waiter {
  login: Login;
  resolve(connection: ServerConnection): void;
  reject(error: unknown): void;
}

/** The wait for a connection was too long. */
export class BorrowTimeout extends Error {
  constructor() {
    super('Timed-out waiting to acquire database connection');
  }
}

/**
 * Connections that clients borrow.
 *
 * P1 No more than the limit are open or being opened.
 * P2 Who waited longest is served first.
 * P3 A connection serves one user and database; one of another that waits for work makes room.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #idle: ServerConnection[] = [];
  readonly #open = new Set<ServerConnection>();
  readonly #waiting: Waiter[] = [];
  #opening = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get counts(): PoolCounts {
    return { open: this.#open.size + this.#opening, idle: this.#idle.length, waiting: this.#waiting.length };
  }

  /** Rejects with BorrowTimeout, or with what the database says to the login. */
  borrow(login: Login): Promise<ServerConnection> {
    const served = new AbortController();
    return new Promise<ServerConnection>((resolve, reject) => {
      const waiter: Waiter = { login, resolve, reject };
      this.#waiting.push(waiter);
      this.#options.clock.sleep(this.#options.limits().borrowMs, served.signal).then(
        () => {
          const at = this.#waiting.indexOf(waiter);
          if (at >= 0) this.#waiting.splice(at, 1);
          reject(new BorrowTimeout());
        },
        () => {},
      );
      this.#serve();
    }).finally(() => served.abort());
  }

  /** Gives back one that nothing was left behind in. */
  release(connection: ServerConnection): void {
    connection.holder = this.#idleHolder(connection);
    this.#idle.push(connection);
    this.#serve();
    if (this.#idle.length > this.#options.limits().idle) this.#idle.shift()?.close();
  }

  /** Ends one that something was left behind in. */
  discard(connection: ServerConnection): void {
    this.#forget(connection);
    connection.close();
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#open) connection.close();
  }

  #serve(): void {
    while (this.#waiting.length > 0 && !this.#closed) {
      const [waiter] = this.#waiting;
      if (!waiter) return;
      const key = poolKey(waiter.login);
      const at = this.#idle.findIndex((connection) => connection.key === key);
      const [found] = at < 0 ? [] : this.#idle.splice(at, 1);
      if (!found && !this.#hasRoom()) return;
      this.#waiting.shift();
      if (found) waiter.resolve(found);
      else void this.#openFor(waiter);
    }
  }

  #hasRoom(): boolean {
    const { connections } = this.#options.limits();
    const full = () => this.#open.size + this.#opening >= connections;
    if (full()) {
      const [oldest] = this.#idle;
      if (oldest) this.discard(oldest);
    }
    return !full();
  }

  async #openFor(waiter: Waiter): Promise<void> {
    this.#opening += 1;
    try {
      const connection = await this.#options.connect(waiter.login);
      this.#open.add(connection);
      connection.socket.once('close', () => this.#forget(connection));
      waiter.resolve(connection);
    } catch (error) {
      waiter.reject(error);
    } finally {
      this.#opening -= 1;
      this.#serve();
    }
  }

  #forget(connection: ServerConnection): void {
    this.#open.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#serve();
  }

  #idleHolder(connection: ServerConnection) {
    // Whatever a server says unasked is a notice of its end or of a setting, and belongs to no client.
    return { onMessage: () => {}, onClose: () => this.#forget(connection) };
  }
}
