import type { Backup } from '../../postgres/backup.ts';
import { AwsError } from '../../wire/service.ts';
import type { DatabaseSpec } from './world.ts';

/** One backup of a database, as a vault holds it. Times are on the range's clock. */
export interface RecoveryPoint {
  readonly arn: string;
  readonly vault: Vault;
  /** The vault that it was copied from; null where it was taken. */
  readonly copiedFrom: Vault | null;
  readonly resourceArn: string;
  /** The instance as it was. */
  readonly database: DatabaseSpec;
  readonly backup: Backup;
  readonly iamRoleArn: string;
  /** When the state that it holds was. */
  readonly createdAt: number;
  readonly completedAt: number;
  lastRestoredAt: number | null;
}

export interface Vault {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly createdAt: number;
  /** Subnet groups of its region in which what it holds may be restored. */
  readonly subnetGroups: readonly string[];
  /** The newest first. */
  readonly points: RecoveryPoint[];
}

/** The vaults of every region: what is in one outlives the other regions. */
export class Vaults {
  readonly #vaults = new Map<string, Vault>();

  /** The vault of this ARN; `vault` itself when there was none. */
  declare(vault: Vault): Vault {
    const found = this.#vaults.get(vault.arn);
    if (!found) this.#vaults.set(vault.arn, vault);
    return found ?? vault;
  }

  byArn(arn: string): Vault | undefined {
    return this.#vaults.get(arn);
  }

  in(region: string): Vault[] {
    return [...this.#vaults.values()]
      .filter((vault) => vault.region === region)
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** @throws {AwsError} ResourceNotFoundException */
  get(region: string, name: string): Vault {
    const found = this.in(region).find((vault) => vault.name === name);
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `Backup vault ${name} does not exist in ${region}.`);
  }

  /** @throws {AwsError} ResourceNotFoundException */
  point(region: string, arn: string, vaultName?: string): RecoveryPoint {
    const vaults = vaultName === undefined ? this.in(region) : [this.get(region, vaultName)];
    const found = vaults.flatMap(({ points }) => points).find((point) => point.arn === arn);
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `Recovery point ${arn} does not exist in ${region}.`);
  }
}
