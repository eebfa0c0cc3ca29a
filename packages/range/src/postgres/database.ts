/**
 * A database as its clients know it: a server, perhaps a standby that takes over from it, and its backups.
 *
 * D1 One change at a time: a restart, a failover, a standby that comes or goes.
 * D2 There is a target exactly while a server accepts clients.
 * D3 A server that ends by itself is replaced: by the standby when there is one, else by a start on the same data. So is a
 *    standby.
 */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import pg from 'pg';
import type { Address } from '../network/loopback.ts';
import { type Archive, flushLog, newArchive, prepareRecovery, type RecoverySource } from './archive.ts';
import { type Backup, restoreBackup, takeBackup } from './backup.ts';
import { createDatabase } from './create-database.ts';
import type { DatabaseHost } from './host.ts';
import { type ServerClock, serverClock } from './moments.ts';
import { launchServer, type PostgresServer, type ServerOptions, type Settings, serverWhenReady } from './server.ts';
import { HBA, serverSettings, type Tuning } from './settings.ts';
import { dismiss, follow, promote, type Standby, startStandby } from './standby.ts';
import { ADMIN, type PreparedPostgres } from './template.ts';

/** What a database begins with. */
export type Origin =
  | { kind: 'new'; database: string; username: string; password: string }
  | { kind: 'backup'; backup: Pick<Backup, 'folder' | 'uid'> }
  | { kind: 'moment'; source(): Promise<RecoverySource> };

export interface DatabaseOptions {
  /** For messages. */
  name: string;
  host: DatabaseHost;
  tuning: Tuning;
  /** Whether moments can be restored. */
  archived: boolean;
  origin: Origin;
  /** Told where clients are to be led from now on; null for nowhere. */
  onTarget(target: Address | null): Promise<void>;
  /** Told that the server ended by itself, and then what there is instead. */
  onCrash?(recovered: Promise<Recovery>): void;
}

export type Recovery = 'restart' | 'failover';

interface Parts {
  prepared: PreparedPostgres;
  folder: string;
  clock: ServerClock;
}

/** Opens a database; resolves when it accepts clients. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { host, origin } = options;
  const [prepared, folder, clocks] = await Promise.all([host.prepared(), host.newFolder(), host.clocks()]);
  await writeFile(join(folder, 'pg_hba.conf'), HBA);
  await chmod(join(folder, 'pg_hba.conf'), 0o644);
  const database = new Database(options, { prepared, folder, clock: serverClock(clocks) });
  await database.begin(origin);
  return database;
}

interface Restart {
  tuning?: Tuning;
  archived?: boolean;
}

/** Where a server is and what it keeps. */
type Place = Pick<ServerOptions, 'data' | 'address'>;

export class Database {
  readonly #options: DatabaseOptions;
  readonly #parts: Parts;
  #tuning: Tuning;
  #server: PostgresServer | null = null;
  #standby: Standby | null = null;
  #archive: Archive | null = null;
  /** On the range's clock. */
  #earliest = 0;
  #endedAt: number | null = null;
  #changing: Promise<unknown> = Promise.resolve();
  /** What a crash waits for before a server starts again. */
  #hold: Promise<void> = Promise.resolve();
  readonly #leaving = new WeakSet<PostgresServer>();
  #made = 0;
  #closed = false;

  constructor(options: DatabaseOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#tuning = options.tuning;
  }

  get isRunning(): boolean {
    return this.#server !== null && this.#server.program.exit === null;
  }

  get hasStandby(): boolean {
    return this.#standby !== null;
  }

  /** Of the server's first process; null while there is none. */
  get pid(): number | null {
    return this.isRunning ? (this.#server?.program.pid ?? null) : null;
  }

  /** Where the server is; null while there is none. */
  get address(): Address | null {
    return this.isRunning ? (this.#server?.address ?? null) : null;
  }

  get tuning(): Tuning {
    return this.#tuning;
  }

  /** The moments that can be restored, on the range's clock; null for none. */
  get restorable(): { from: number; to: number } | null {
    if (!this.#archive) return null;
    return { from: this.#earliest, to: this.#endedAt ?? this.#options.host.clock.now() };
  }

  /** Rows of the last statement, of the administrator, in the database `postgres`. */
  async query(sql: string): Promise<Record<string, unknown>[]> {
    return this.#running().query(sql);
  }

  /** Connections of clients, the range's own not counted. */
  async connections(): Promise<number> {
    const [row] = await this.query(
      `SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename <> '${ADMIN}'`,
    );
    return Number(row?.count ?? 0);
  }

  /** Sessions go on; new ones need the new password. */
  async setPassword(username: string, password: string): Promise<void> {
    await this.query(`ALTER ROLE ${pg.escapeIdentifier(username)} PASSWORD ${pg.escapeLiteral(password)}`);
  }

  /** Copies the whole cluster into `folder`, which does not exist yet. */
  backup(folder: string): Promise<Backup> {
    return this.#change(() => takeBackup(this.#running(), folder));
  }

  /** What a database begins with that is to be as this one was at a moment of the range; as it last was when null. */
  async moment(rangeMs: number | null): Promise<RecoverySource> {
    const archive = this.#archive;
    if (!archive) throw new SteadyError('INTERNAL', { reason: `${this.#options.name} keeps no archive` });
    if (this.isRunning) await flushLog(archive, this.#running());
    return {
      archive,
      leftover: this.isRunning ? null : (this.#server?.data ?? null),
      until: rangeMs === null ? null : this.#parts.clock.timestampOf(rangeMs),
    };
  }

  /** Ends every session and starts the server again, with other settings if asked for. */
  restart({ tuning = this.#tuning, archived = this.#archive !== null }: Restart = {}): Promise<void> {
    return this.#change(async () => {
      const server = this.#running();
      const standby = this.#standby;
      this.#standby = null;
      if (standby) await dismiss(server, standby);
      await this.#leave(server, 'fast');
      this.#tuning = tuning;
      await this.#setArchived(archived);
      await this.#adopt(await this.#start(server));
      if (archived && this.#archive?.base === null) await this.#takeBase(this.#archive);
      if (standby) await this.#addStandby();
    });
  }

  /** The standby takes over, with other settings if asked for. Another is made behind it, which takes longer. */
  async failover(tuning: Tuning = this.#tuning): Promise<void> {
    await this.#change(async () => {
      const standby = await this.#standbyWith(tuning);
      await this.#leave(this.#running(), 'immediate');
      await this.#takeOver(standby);
    });
    void this.#change(() => this.#addStandby()).catch(() => {});
  }

  setStandby(wanted: boolean): Promise<void> {
    return this.#change(async () => {
      if (wanted) return this.#addStandby();
      const standby = this.#standby;
      this.#standby = null;
      if (standby) await dismiss(this.#running(), standby);
    });
  }

  /**
   * Ends the server as a crash would. Without a standby there is none again before `hold` resolves. Resolves when there
   * is one, or will never be.
   */
  async crash(hold: Promise<void>): Promise<void> {
    const { program } = this.#running();
    this.#hold = hold;
    program.kill('SIGQUIT');
    await program.ended;
    await this.#changing;
  }

  /** From now on nothing is started or replaced any more. */
  abandon(): void {
    this.#closed = true;
  }

  /** Ends it for good, with all that it kept. */
  async close(): Promise<void> {
    this.abandon();
    await this.#options.onTarget(null);
    await this.#changing;
    await Promise.all([this.#server?.stop('immediate'), this.#standby?.program.end()]);
    await rm(this.#parts.folder, { recursive: true, force: true });
  }

  async begin(origin: Origin): Promise<void> {
    const { host, archived } = this.#options;
    const data = this.#newPath('data');
    const extra = await this.#layOut(origin, data);
    await this.#setArchived(archived);
    const server = await this.#start({ data, address: await host.claim() }, extra);
    if (origin.kind === 'new') await createDatabase(server, origin);
    await this.#adopt(server);
    // All that a new database holds is in its log, which begins where the template ends.
    if (this.#archive && origin.kind === 'new') this.#archive.base = this.#template();
    this.#earliest = host.clock.now();
  }

  /** Moments can be restored from now on, as far as the database keeps an archive. */
  startArchive(): Promise<void> {
    return this.#change(async () => {
      if (this.#archive && this.#archive.base === null) await this.#takeBase(this.#archive);
    });
  }

  async #takeBase(archive: Archive): Promise<void> {
    const folder = this.#newPath('base');
    archive.base = await takeBackup(this.#running(), folder);
    this.#earliest = this.#options.host.clock.now();
  }

  async #layOut(origin: Origin, data: string): Promise<Settings> {
    if (origin.kind === 'moment') return prepareRecovery(await origin.source(), data);
    await restoreBackup(origin.kind === 'backup' ? origin.backup : this.#template(), data);
    return {};
  }

  #template(): Pick<Backup, 'folder' | 'uid'> {
    const { template, uid } = this.#parts.prepared;
    return { folder: join(template, 'data'), uid };
  }

  async #setArchived(archived: boolean): Promise<void> {
    if (archived === (this.#archive !== null)) return;
    this.#archive = archived ? await newArchive(this.#newPath('wal'), this.#parts.prepared.uid) : null;
  }

  #running(): PostgresServer {
    if (this.#server && this.isRunning) return this.#server;
    throw new SteadyError('INTERNAL', { reason: `${this.#options.name} has no server now` });
  }

  async #start(place: Place, extra: Settings = {}): Promise<PostgresServer> {
    const options = this.#serverOptions(place, extra);
    return serverWhenReady(await launchServer(options), options);
  }

  #serverOptions({ data, address }: Place, extra: Settings = {}, tuning = this.#tuning): ServerOptions {
    const { folder, prepared, clock } = this.#parts;
    const settings = serverSettings(tuning, { folder, archive: this.#archive?.folder ?? null });
    return {
      part: `postgres ${this.#options.name}`,
      data,
      prepared,
      address,
      settings: { ...settings, ...extra },
      env: clock.env,
      processes: this.#options.host.processes,
    };
  }

  async #adopt(server: PostgresServer): Promise<void> {
    await this.#parts.clock.compare(server.query);
    this.#server = server;
    this.#endedAt = null;
    void server.program.ended.then(() => this.#onEnd(server));
    await this.#options.onTarget(server.address);
  }

  async #leave(server: PostgresServer, how: 'fast' | 'immediate'): Promise<void> {
    // Who takes over is known by then, so the end is no crash.
    this.#leaving.add(server);
    await this.#options.onTarget(null);
    await server.stop(how);
  }

  #onEnd(server: PostgresServer): void {
    if (this.#server !== server || this.#closed || this.#leaving.has(server)) return;
    this.#endedAt = this.#options.host.clock.now();
    const recovered = this.#change(() => this.#recover(server));
    this.#options.onCrash?.(recovered);
    // A range that ends starts nothing any more.
    void recovered.catch(() => {});
  }

  async #recover(server: PostgresServer): Promise<Recovery> {
    await this.#leave(server, 'immediate');
    if (this.#standby) {
      await this.#takeOver(this.#standby);
      void this.#change(() => this.#addStandby()).catch(() => {});
      return 'failover';
    }
    await this.#hold;
    await this.#adopt(await this.#start(server));
    return 'restart';
  }

  async #takeOver(standby: Standby): Promise<void> {
    this.#standby = null;
    const promoted = await promote(standby);
    await this.#adopt(promoted);
  }

  /** Settings are taken over while the server that it follows goes on. */
  async #standbyWith(tuning: Tuning): Promise<Standby> {
    const standby = this.#standby;
    if (!standby) throw new SteadyError('INTERNAL', { reason: `${this.#options.name} has no standby` });
    if (tuning === this.#tuning) return standby;
    this.#standby = null;
    const primary = this.#running();
    await dismiss(primary, standby);
    this.#tuning = tuning;
    return this.#keep(await follow(primary, this.#serverOptions(standby.options)));
  }

  async #addStandby(): Promise<void> {
    if (this.#standby || this.#closed) return;
    const place = { data: this.#newPath('data'), address: await this.#options.host.claim() };
    this.#keep(await startStandby(this.#running(), this.#serverOptions(place)));
  }

  #keep(standby: Standby): Standby {
    this.#standby = standby;
    void standby.program.ended.then(() => {
      if (this.#standby !== standby || this.#closed) return;
      void this.#change(() => this.#replace(standby)).catch(() => {});
    });
    return standby;
  }

  /** The primary must not wait for a standby that is gone. */
  async #replace(standby: Standby): Promise<void> {
    if (this.#standby !== standby) return;
    this.#standby = null;
    await dismiss(this.#running(), standby);
    await this.#addStandby();
  }

  #newPath(kind: 'data' | 'base' | 'wal'): string {
    this.#made += 1;
    return join(this.#parts.folder, `${kind}${this.#made}`);
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work);
    this.#changing = done.catch(() => {});
    return done;
  }
}
