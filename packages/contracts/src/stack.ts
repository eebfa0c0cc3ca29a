/**
 * The typed description of a system's resources, written once in `systems/<name>/stack.ts`.
 * The range boots from it, and it can be written out for other tools, so references are data, not strings.
 */
import { z } from 'zod';
import { RepositorySchema, ServiceSpecSchema } from './stack/compute.ts';
import {
  HostedZoneSchema,
  LoadBalancerSchema,
  SecurityGroupSchema,
  TargetGroupSchema,
  WebAclSchema,
} from './stack/edge.ts';
import {
  AthenaSchema,
  BackupVaultSchema,
  BucketSchema,
  CacheSchema,
  DatabaseSchema,
  QueueSchema,
  SecretSchema,
} from './stack/stores.ts';
import { Env, Id } from './stack/values.ts';
import { AlarmSchema, DashboardSchema } from './stack/watching.ts';

export const StackSchema = z.strictObject({
  /** `realtime-chat`. */
  project: z.string(),
  /** `dev`: the stack's name, part of every resource's name. */
  name: z.string(),
  region: z.string(),
  /** Where the system can be brought up when its own region is lost. */
  recoveryRegion: z.string().optional(),
  cluster: z.strictObject({ id: Id, name: z.string() }),
  services: z.array(ServiceSpecSchema),
  repositories: z.array(RepositorySchema).default([]),
  loadBalancers: z.array(LoadBalancerSchema),
  targetGroups: z.array(TargetGroupSchema),
  webAcls: z.array(WebAclSchema).default([]),
  hostedZones: z.array(HostedZoneSchema).default([]),
  securityGroups: z.array(SecurityGroupSchema).default([]),
  databases: z.array(DatabaseSchema),
  caches: z.array(CacheSchema),
  queues: z.array(QueueSchema),
  secrets: z.array(SecretSchema),
  buckets: z.array(BucketSchema).default([]),
  backupVaults: z.array(BackupVaultSchema).default([]),
  athena: z.array(AthenaSchema).default([]),
  /** What the system calls outside itself; in a range a real process under the same host name. */
  dependencies: z.array(z.strictObject({ id: Id, host: z.string(), image: z.string(), environment: Env.default({}) })),
  alarms: z.array(AlarmSchema),
  dashboards: z.array(DashboardSchema).default([]),
  /** What `pulumi stack output` gives. */
  outputs: Env,
});

export type Stack = z.output<typeof StackSchema>;
export type StackInput = z.input<typeof StackSchema>;

/** Types a stack and fills its defaults; throws a `ZodError` that names every wrong field. */
export function defineStack(input: StackInput): Stack {
  return StackSchema.parse(input);
}
