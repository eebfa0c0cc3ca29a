/** What runs: services on ECS, how they scale, and where their images come from. */
import { z } from 'zod';
import { Env, Id, Ids, Seconds } from './values.ts';

/** Target tracking, as Application Auto Scaling does it. */
const ScalingSchema = z.strictObject({
  minCapacity: z.number().int().nonnegative(),
  maxCapacity: z.number().int().positive(),
  policies: z.array(
    z.strictObject({
      name: z.string(),
      metric: z.enum([
        'ECSServiceAverageCPUUtilization',
        'ECSServiceAverageMemoryUtilization',
        'ALBRequestCountPerTarget',
      ]),
      targetValue: z.number().positive(),
      scaleInCooldownSeconds: Seconds.default(300),
      scaleOutCooldownSeconds: Seconds.default(300),
      /** Only scales out, so that a count set by hand stays while the service is idle. */
      disableScaleIn: z.boolean().default(false),
    }),
  ),
});

export const ServiceSpecSchema = z.strictObject({
  id: Id,
  /** ECS service name and task definition family. */
  name: z.string(),
  container: z.string(),
  /** Folder, relative to the stack, whose `main.ts` is the program. */
  image: z.string(),
  /** Repository that holds the image's versions; what runs first is its tag `1`. */
  repository: Id.optional(),
  port: z.number().int(),
  cpu: z.number().int().default(256),
  memory: z.number().int().default(512),
  desiredCount: z.number().int().nonnegative(),
  minimumHealthyPercent: z.number().default(100),
  maximumPercent: z.number().default(200),
  /** Whether a deployment whose tasks fail is given up, and the one before taken again. */
  circuitBreaker: z.strictObject({ rollback: z.boolean() }).optional(),
  /** Whether `aws ecs execute-command` works in its tasks. */
  executeCommand: z.boolean().default(false),
  scaling: ScalingSchema.optional(),
  healthPath: z.string(),
  healthIntervalSeconds: Seconds.default(5),
  healthGraceSeconds: Seconds.default(30),
  logGroup: z.string(),
  securityGroups: Ids.default([]),
  environment: Env.default({}),
});

/** A repository of ECR. */
export const RepositorySchema = z.strictObject({ id: Id, name: z.string() });

export type ServiceSpec = z.infer<typeof ServiceSpecSchema>;
