import type { Clock, Stack } from '@steadyhand/contracts';
import type { Backup } from '../../postgres/backup.ts';
import type { Vaults } from './vaults.ts';

export type DatabaseSpec = Stack['databases'][number];

/** What AWS Backup asks of the databases of its region. */
export interface BackedUpDatabases {
  /** The instance of an ARN as it is now; undefined when there is none that runs. */
  find(arn: string): DatabaseSpec | undefined;
  /** Copies an instance while it runs into `folder`, which does not exist yet. */
  backUp(identifier: string, folder: string): Promise<Backup>;
  /** Makes an instance of a backup; gives its ARN when it is available. Throws `AwsError` for what RDS would refuse. */
  restore(database: DatabaseSpec, backup: Backup): Promise<string>;
}

/** Where AWS Backup stands in one region. */
export interface BackupWorld {
  readonly clock: Clock;
  readonly account: string;
  readonly region: string;
  /** Of all regions. */
  readonly vaults: Vaults;
  readonly databases: BackedUpDatabases;
  /** A new folder for a recovery point each time. */
  folder(): string;
}
