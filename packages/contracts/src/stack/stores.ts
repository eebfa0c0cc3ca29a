/** What keeps data: databases, caches, queues, secrets, buckets, and what backs them up. */
import { z } from 'zod';
import { Id, Ids, Seconds, ValueSchema } from './values.ts';

export const DatabaseSchema = z.strictObject({
  id: Id,
  identifier: z.string(),
  instanceClass: z.string(),
  engineVersion: z.string().default('18.1'),
  storageGb: z.number().int().positive().default(20),
  database: z.string(),
  username: z.string(),
  maxConnections: z.number().int().default(80),
  multiAz: z.boolean().default(false),
  /** Days for which a moment can be restored; 0 for no backups. */
  backupRetentionDays: z.number().int().nonnegative().default(7),
  subnetGroup: z.string().default('default'),
  securityGroups: Ids.default([]),
  /** RDS Proxy: a pool of so many of the database's connections, under an endpoint of its own. */
  proxy: z
    .strictObject({ name: z.string(), maxConnectionsPercent: z.number().positive().max(100).default(90) })
    .optional(),
});

export const CacheSchema = z.strictObject({
  id: Id,
  replicationGroupId: z.string(),
  nodeType: z.string(),
  maxMemoryMb: z.number().int().default(64),
  /** Id of the secret that holds the AUTH token; no AUTH when left out. */
  authSecret: z.string().optional(),
  /** TLS from the client to the node. */
  transitEncryption: z.boolean().default(false),
  securityGroups: Ids.default([]),
});

export const QueueSchema = z.strictObject({
  id: Id,
  name: z.string(),
  visibilityTimeoutSeconds: Seconds.default(30),
  redrive: z.strictObject({ deadLetterQueue: z.string(), maxReceiveCount: z.number().int() }).optional(),
});

export const SecretSchema = z.strictObject({
  id: Id,
  name: z.string(),
  /** A random token is made when left out. */
  value: ValueSchema.optional(),
});

export const BucketSchema = z.strictObject({ id: Id, name: z.string(), versioned: z.boolean().default(false) });

/** A vault of AWS Backup and the databases whose recovery points are copied into it. */
export const BackupVaultSchema = z.strictObject({
  id: Id,
  name: z.string(),
  /** The stack's own when left out. */
  region: z.string().optional(),
  databases: Ids.default([]),
  /** Subnet groups that stand ready in its region, besides `default`, for what is restored from it. */
  subnetGroups: z.array(z.string()).default([]),
  /** Between two recovery points. */
  everySeconds: Seconds.default(86_400),
});

/** Athena: a work group and tables over what buckets hold. */
export const AthenaSchema = z.strictObject({
  id: Id,
  workGroup: z.string(),
  database: z.string(),
  results: z.strictObject({ bucket: Id, prefix: z.string() }),
  tables: z.array(z.strictObject({ name: z.string(), accessLogsOf: Id })),
});
