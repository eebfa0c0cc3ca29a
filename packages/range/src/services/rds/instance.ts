import type { Stack } from '@steadyhand/contracts';
import type { Address } from '../../network/loopback.ts';
import type { Database } from '../../postgres/database.ts';
import { AwsError } from '../../wire/service.ts';
import type { DeclaredClass } from './classes.ts';

export type DatabaseSpec = Stack['databases'][number];

export type InstanceStatus =
  | 'creating'
  | 'backing-up'
  | 'available'
  | 'modifying'
  | 'resetting-master-credentials'
  | 'rebooting'
  | 'deleting'
  | 'failed';

/** What waits for ApplyImmediately. */
export interface PendingChanges {
  instanceClass?: string;
  multiAz?: boolean;
  backupRetentionDays?: number;
}

/** Where clients find an instance by its name, whatever server it has. */
export interface Door {
  setTarget(target: Address | null): Promise<void>;
  /** Only members of what these security groups let in come through; everybody when there is none. */
  guard(groupIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** A DB instance: what RDS says of it, and the database that it is. */
export interface Instance {
  spec: DatabaseSpec;
  /** The class for which a stack gave the number of connections. */
  readonly declared: DeclaredClass;
  readonly arn: string;
  /** `db-…` */
  readonly resourceId: string;
  /** On the range's clock. */
  readonly createdAt: number;
  status: InstanceStatus;
  pending: PendingChanges;
  groupIds: readonly string[];
  deletionProtection: boolean;
  /** Of the master user, as last set here; null where nobody here knows it. */
  password: string | null;
  /** Letter of the zone in which the server of the moment is. */
  zone: 'a' | 'b';
  /** Null until there is one. */
  database: Database | null;
  door: Door | null;
}

/** @throws {AwsError} InvalidDBInstanceState */
export function availableDatabase(instance: Instance): Database {
  const { database, status } = instance;
  if (status === 'available' && database?.isRunning) return database;
  throw new AwsError('InvalidDBInstanceState', `Instance ${instance.spec.identifier} is not in available state.`);
}
