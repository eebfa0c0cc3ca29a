import { rm } from 'node:fs/promises';
import type { Backup } from '../../postgres/backup.ts';
import type { Database } from '../../postgres/database.ts';
import { AwsError } from '../../wire/service.ts';
import { identifier } from './checks.ts';
import type { DeclaredClass } from './classes.ts';
import type { DatabaseSpec, Instance } from './instance.ts';
import type { Instances } from './instances.ts';

/** A manual snapshot. */
export interface Snapshot {
  readonly name: string;
  readonly arn: string;
  /** Of the instance at that moment. */
  readonly spec: DatabaseSpec;
  readonly declared: DeclaredClass;
  /** Of the master user at that moment; null where nobody here knows it. */
  readonly password: string | null;
  readonly resourceId: string;
  readonly zone: string;
  readonly instanceCreatedAt: number;
  /** On the range's clock. */
  readonly createdAt: number;
  status: 'creating' | 'available' | 'failed';
  /** Null until it is there. */
  backup: Backup | null;
}

export class Snapshots {
  readonly #instances: Instances;
  readonly #snapshots = new Map<string, Snapshot>();

  constructor(instances: Instances) {
    this.#instances = instances;
  }

  all(): Snapshot[] {
    return [...this.#snapshots.values()];
  }

  /** @throws {AwsError} DBSnapshotNotFound */
  get(nameOrArn: string): Snapshot {
    const wanted = nameOrArn.toLowerCase();
    const found = this.#snapshots.get(wanted) ?? this.all().find(({ arn }) => arn.toLowerCase() === wanted);
    if (found) return found;
    throw new AwsError('DBSnapshotNotFound', `DBSnapshot ${nameOrArn} not found.`, 404);
  }

  /** Shows a snapshot as `creating` and begins to take it. */
  create(parameter: string, name: string, instance: Instance): { snapshot: Snapshot; taken: Promise<void> } {
    const key = this.checkName(parameter, name);
    const { spec } = instance;
    const { database } = instance;
    if (instance.status !== 'available' || !database?.isRunning) {
      throw new AwsError(
        'InvalidDBInstanceState',
        `Cannot create a snapshot because the database instance ${spec.identifier} is not currently in the available state.`,
      );
    }
    const { names, clock } = this.#instances;
    const snapshot: Snapshot = {
      name: key,
      arn: names.databaseSnapshot(key),
      spec,
      declared: instance.declared,
      password: instance.password,
      resourceId: instance.resourceId,
      zone: `${names.region}${instance.zone}`,
      instanceCreatedAt: instance.createdAt,
      createdAt: clock.now(),
      status: 'creating',
      backup: null,
    };
    this.#snapshots.set(key, snapshot);
    return { snapshot, taken: this.#take(snapshot, instance, database) };
  }

  /** @throws {AwsError} DBSnapshotAlreadyExists, or what is wrong with the name */
  checkName(parameter: string, name: string): string {
    const key = identifier(parameter, name, 255);
    if (!this.#snapshots.has(key)) return key;
    throw new AwsError(
      'DBSnapshotAlreadyExists',
      `Cannot create the snapshot because a snapshot with the identifier ${key} already exists.`,
    );
  }

  /** @throws {AwsError} InvalidDBSnapshotState */
  remove(snapshot: Snapshot): void {
    if (snapshot.status !== 'available' || !snapshot.backup) {
      throw new AwsError(
        'InvalidDBSnapshotState',
        `Cannot delete the snapshot because it is not currently in the available state.`,
      );
    }
    this.#snapshots.delete(snapshot.name);
    this.#note(snapshot, 'deletion', 'Deleted manual snapshot');
    // A restore may still copy from it; what is left goes with the range.
    void rm(snapshot.backup.folder, { recursive: true, force: true }).catch(() => {});
  }

  async #take(snapshot: Snapshot, instance: Instance, database: Database): Promise<void> {
    instance.status = 'backing-up';
    this.#note(snapshot, 'creation', 'Creating manual snapshot');
    try {
      snapshot.backup = await database.backup(this.#instances.host.backupFolder());
      snapshot.status = 'available';
      this.#note(snapshot, 'creation', 'Manual snapshot created');
    } catch {
      snapshot.status = 'failed';
    } finally {
      instance.status = 'available';
    }
  }

  #note({ name, arn }: Snapshot, category: string, message: string): void {
    this.#instances.events.add({ sourceType: 'db-snapshot', source: name, arn, category, message });
  }
}
