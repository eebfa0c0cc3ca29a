import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { AwsError } from '../../wire/service.ts';
import type { RecoveryPoint, Vault } from './vaults.ts';
import type { BackupWorld, DatabaseSpec } from './world.ts';

/** Something that AWS Backup does in the background. Times are on the range's clock. */
export interface Job {
  readonly id: string;
  readonly createdAt: number;
  readonly iamRoleArn: string;
  state: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED';
  message: string | undefined;
  completedAt: number | null;
}

export interface BackupJob extends Job {
  readonly vault: Vault;
  readonly resourceArn: string;
  readonly pointArn: string;
  point: RecoveryPoint | null;
}

export interface CopyJob extends Job {
  readonly source: RecoveryPoint;
  readonly destination: Vault;
  point: RecoveryPoint | null;
}

export interface RestoreJob extends Job {
  readonly point: RecoveryPoint;
  createdArn: string | undefined;
}

/** So many recovery points of one database a vault keeps; older ones go. */
const POINTS_KEPT = 5;

/** The jobs of one region. */
export class Jobs {
  readonly backups = new Map<string, BackupJob>();
  readonly copies = new Map<string, CopyJob>();
  readonly restores = new Map<string, RestoreJob>();
  readonly #world: BackupWorld;
  readonly #byToken = new Map<string, Job>();

  constructor(world: BackupWorld) {
    this.#world = world;
  }

  /** A request that carries the token of one before is that one. */
  once<T extends Job>(kind: string, token: string | undefined, start: () => T): T {
    const key = `${kind} ${token}`;
    const before = token === undefined ? undefined : this.#byToken.get(key);
    if (before) return before as T;
    const job = start();
    if (token !== undefined) this.#byToken.set(key, job);
    return job;
  }

  startBackup(vault: Vault, resourceArn: string, iamRoleArn: string): { job: BackupJob; over: Promise<void> } {
    const { databases, region, account } = this.#world;
    const database = databases.find(resourceArn);
    if (!database)
      throw new AwsError('ResourceNotFoundException', `${resourceArn} does not exist or is not available.`);
    const base = this.#newJob(iamRoleArn);
    const pointArn = `arn:aws:rds:${region}:${account}:snapshot:awsbackup:job-${base.id}`;
    const job: BackupJob = { ...base, vault, resourceArn, pointArn, point: null };
    this.backups.set(job.id, job);
    return { job, over: this.#run(job, () => this.#backUp(job, database)) };
  }

  startCopy(source: RecoveryPoint, destination: Vault, iamRoleArn: string): { job: CopyJob; over: Promise<void> } {
    const job: CopyJob = { ...this.#newJob(iamRoleArn), source, destination, point: null };
    this.copies.set(job.id, job);
    return { job, over: this.#run(job, () => this.#copy(job)) };
  }

  startRestore(point: RecoveryPoint, database: DatabaseSpec, iamRoleArn: string): RestoreJob {
    const job: RestoreJob = { ...this.#newJob(iamRoleArn), point, createdArn: undefined };
    this.restores.set(job.id, job);
    void this.#run(job, async () => {
      checkSubnetGroup(point.vault, database);
      job.createdArn = await this.#world.databases.restore(database, point.backup);
      point.lastRestoredAt = this.#world.clock.now();
    });
    return job;
  }

  async #backUp(job: BackupJob, database: DatabaseSpec): Promise<void> {
    const createdAt = this.#world.clock.now();
    const backup = await this.#world.databases.backUp(database.identifier, this.#world.folder());
    job.point = await this.#keep({
      arn: job.pointArn,
      vault: job.vault,
      copiedFrom: null,
      resourceArn: job.resourceArn,
      database,
      backup,
      iamRoleArn: job.iamRoleArn,
      createdAt,
      completedAt: this.#world.clock.now(),
      lastRestoredAt: null,
    });
  }

  async #copy(job: CopyJob): Promise<void> {
    const { source, destination } = job;
    const folder = this.#world.folder();
    await promisify(execFile)('cp', ['-Rp', source.backup.folder, folder]);
    job.point = await this.#keep({
      ...source,
      arn: `arn:aws:rds:${destination.region}:${this.#world.account}:snapshot:awsbackup:copyjob-${job.id}`,
      vault: destination,
      copiedFrom: source.vault,
      backup: { ...source.backup, folder },
      iamRoleArn: job.iamRoleArn,
      completedAt: this.#world.clock.now(),
      lastRestoredAt: null,
    });
  }

  async #keep(point: RecoveryPoint): Promise<RecoveryPoint> {
    const { points } = point.vault;
    points.unshift(point);
    const ofDatabase = points.filter(({ resourceArn }) => resourceArn === point.resourceArn);
    for (const old of ofDatabase.slice(POINTS_KEPT)) {
      points.splice(points.indexOf(old), 1);
      await rm(old.backup.folder, { recursive: true, force: true });
    }
    return point;
  }

  #newJob(iamRoleArn: string): Job {
    const createdAt = this.#world.clock.now();
    return { id: randomUUID(), createdAt, iamRoleArn, state: 'CREATED', message: undefined, completedAt: null };
  }

  async #run(job: Job, work: () => Promise<void>): Promise<void> {
    job.state = 'RUNNING';
    try {
      await work();
      job.state = 'COMPLETED';
    } catch (error) {
      job.state = 'FAILED';
      job.message = error instanceof Error ? error.message : String(error);
    }
    job.completedAt = this.#world.clock.now();
  }
}

function checkSubnetGroup({ subnetGroups }: Vault, { subnetGroup }: DatabaseSpec): void {
  if (subnetGroup === 'default' || subnetGroups.includes(subnetGroup)) return;
  throw new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${subnetGroup}' does not exist.`);
}
