import { createHash } from 'node:crypto';
import type { Clock } from '@steadyhand/contracts';
import type { Backup } from '../../postgres/backup.ts';
import { type Origin, openDatabase } from '../../postgres/database.ts';
import type { DatabaseHost } from '../../postgres/host.ts';
import { AwsError } from '../../wire/service.ts';
import type { Names } from '../../world/names.ts';
import { type DeclaredClass, instanceClass, tuningOf } from './classes.ts';
import { RdsEvents } from './events.ts';
import { availableDatabase, type DatabaseSpec, type Door, type Instance } from './instance.ts';

/** What instances are made with. */
export interface InstanceHost {
  readonly databases: DatabaseHost;
  /** Clients find it by this name. */
  openDoor(host: string): Promise<Door>;
  /** A folder that does not exist yet, for a backup. */
  backupFolder(): string;
}

export interface NewInstance {
  spec: DatabaseSpec;
  origin: Origin;
  groupIds: readonly string[];
  declared?: DeclaredClass;
  deletionProtection?: boolean;
  /** Of the master user; that of a new database is in its origin. */
  password?: string | null;
}

/** The DB instances of one region. */
export class Instances {
  readonly names: Names;
  readonly clock: Clock;
  readonly events: RdsEvents;
  readonly #instances = new Map<string, Instance>();
  #host: InstanceHost | null = null;

  constructor(names: Names, clock: Clock) {
    this.names = names;
    this.clock = clock;
    this.events = new RdsEvents(clock);
  }

  /** Before it is called there are no instances. */
  settle(host: InstanceHost): void {
    this.#host = host;
  }

  get host(): InstanceHost {
    if (this.#host) return this.#host;
    throw new AwsError('InternalFailure', 'The region is not ready.', 500);
  }

  all(): Instance[] {
    return [...this.#instances.values()];
  }

  /** By identifier, whatever its case, or ARN. */
  find(identifierOrArn: string): Instance | undefined {
    const wanted = identifierOrArn.toLowerCase();
    return this.#instances.get(wanted) ?? this.all().find(({ arn }) => arn.toLowerCase() === wanted);
  }

  /** @throws {AwsError} DBInstanceNotFound */
  get(identifierOrArn: string): Instance {
    const found = this.find(identifierOrArn);
    if (found) return found;
    throw new AwsError('DBInstanceNotFound', `DBInstance ${identifierOrArn} not found.`, 404);
  }

  /**
   * Shows an instance as `creating` and begins to make it. `open` resolves when clients can connect, `ready` when it is
   * available; a failure leaves the instance as `failed`.
   * @throws {AwsError} DBInstanceAlreadyExists, or what is wrong with its class
   */
  create(options: NewInstance): { instance: Instance; open: Promise<void>; ready: Promise<void> } {
    const { spec, groupIds, declared = spec, deletionProtection = false } = options;
    const { identifier } = spec;
    if (this.#instances.has(identifier)) throw new AwsError('DBInstanceAlreadyExists', 'DB instance already exists');
    instanceClass(spec.instanceClass, spec.engineVersion);
    const arn = this.names.database(identifier);
    const createdAt = this.clock.now();
    const instance: Instance = {
      spec,
      declared: { instanceClass: declared.instanceClass, maxConnections: declared.maxConnections },
      arn,
      resourceId: resourceId(arn, createdAt),
      createdAt,
      status: 'creating',
      pending: {},
      groupIds,
      deletionProtection,
      password: options.origin.kind === 'new' ? options.origin.password : (options.password ?? null),
      zone: 'a',
      database: null,
      door: null,
    };
    this.#instances.set(identifier, instance);
    const open = this.#open(instance, options.origin);
    const ready = open.then(() => this.#settleIn(instance));
    ready.catch((error: unknown) => {
      instance.status = 'failed';
      this.note(
        instance,
        'failure',
        `The DB instance could not be made: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    return { instance, open, ready };
  }

  /** @throws {AwsError} DBInstanceAlreadyExists, or what is wrong with its class */
  async restore(spec: DatabaseSpec, backup: Backup): Promise<string> {
    const { instance, ready } = this.create({ spec, origin: { kind: 'backup', backup }, groupIds: [] });
    await ready;
    return instance.arn;
  }

  /** Copies an instance while it runs into `folder`, which does not exist yet. */
  backUp(identifier: string, folder: string): Promise<Backup> {
    return availableDatabase(this.get(identifier)).backup(folder);
  }

  /** Whatever ends from now on is not replaced. */
  abandon(): void {
    for (const { database } of this.#instances.values()) database?.abandon();
  }

  /** Ends the server and forgets the instance. */
  async remove(instance: Instance): Promise<void> {
    await instance.database?.close();
    await instance.door?.close();
    this.#instances.delete(instance.spec.identifier);
  }

  /** Of the master user: sessions go on, new ones need the new password. */
  async setPassword(instance: Instance, password: string): Promise<void> {
    await availableDatabase(instance).setPassword(instance.spec.username, password);
    instance.password = password;
  }

  note({ spec, arn }: Instance, category: string, message: string): void {
    this.events.add({ sourceType: 'db-instance', source: spec.identifier, arn, category, message });
  }

  async #open(instance: Instance, origin: Origin): Promise<void> {
    const { spec } = instance;
    const door = await this.host.openDoor(this.names.databaseEndpoint(spec.identifier));
    instance.door = door;
    await door.guard(instance.groupIds);
    instance.database = await openDatabase({
      name: spec.identifier,
      host: this.host.databases,
      tuning: tuningOf(spec.instanceClass, spec.engineVersion, instance.declared),
      archived: spec.backupRetentionDays > 0,
      origin,
      onTarget: (target) => door.setTarget(target),
      onCrash: (recovered) => this.#noteCrash(instance, recovered),
    });
    this.note(instance, 'creation', 'DB instance created');
  }

  /** The first backup, and the standby. */
  async #settleIn(instance: Instance): Promise<void> {
    const { database, spec } = instance;
    instance.status = 'backing-up';
    await database?.startArchive();
    if (spec.multiAz) await database?.setStandby(true);
    instance.status = 'available';
  }

  #noteCrash(instance: Instance, recovered: Promise<'restart' | 'failover'>): void {
    const multiAz = instance.spec.multiAz;
    this.note(
      instance,
      multiAz ? 'failover' : 'recovery',
      multiAz
        ? 'Multi-AZ instance failover started.'
        : 'Recovery of the DB instance has started. Recovery time will vary with the amount of data to be recovered.',
    );
    recovered.then(
      (how) => this.noteRecovery(instance, how),
      () => {},
    );
  }

  noteRecovery(instance: Instance, how: 'restart' | 'failover'): void {
    this.note(instance, 'availability', 'DB instance restarted');
    if (how === 'restart') this.note(instance, 'recovery', 'Recovery of the DB instance is complete.');
    else {
      instance.zone = instance.zone === 'a' ? 'b' : 'a';
      this.note(instance, 'failover', 'Multi-AZ instance failover completed');
    }
  }
}

/** AWS draws it at random; here it follows from what the instance is. */
function resourceId(arn: string, createdAt: number): string {
  const digest = createHash('sha256').update(`${arn}/${createdAt}`).digest('hex');
  return `db-${BigInt(`0x${digest}`).toString(36).toUpperCase().slice(0, 26)}`;
}
