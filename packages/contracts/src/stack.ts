/**
 * The typed description of a system's resources, written once in `systems/<name>/stack.ts`.
 * The range boots from it, and it can be written out for other tools, so references are data, not strings.
 */
import { z } from 'zod';

export const RESOURCE_KINDS = [
  'cluster',
  'service',
  'loadBalancer',
  'targetGroup',
  'database',
  'cache',
  'queue',
  'secret',
  'dependency',
  'logGroup',
] as const;

/** An attribute of another resource of the stack, known once that resource exists. */
export const RefSchema = z.strictObject({ ref: z.enum(RESOURCE_KINDS), id: z.string(), attribute: z.string() });
export const ValueSchema = z.union([
  z.string(),
  RefSchema,
  z.strictObject({ join: z.array(z.union([z.string(), RefSchema])) }),
]);

const Env = z.record(z.string(), ValueSchema);
const Seconds = z.number().nonnegative();

export const ServiceSpecSchema = z.strictObject({
  /** Key by which the rest of the stack refers to it. */
  id: z.string(),
  /** ECS service name and task definition family. */
  name: z.string(),
  container: z.string(),
  /** Folder, relative to the stack, whose `main.ts` is the program. */
  image: z.string(),
  port: z.number().int(),
  cpu: z.number().int().default(256),
  memory: z.number().int().default(512),
  desiredCount: z.number().int().nonnegative(),
  minimumHealthyPercent: z.number().default(100),
  maximumPercent: z.number().default(200),
  healthPath: z.string(),
  healthIntervalSeconds: Seconds.default(5),
  healthGraceSeconds: Seconds.default(30),
  logGroup: z.string(),
  environment: Env.default({}),
});

export const StackSchema = z.strictObject({
  /** `realtime-chat`. */
  project: z.string(),
  /** `dev`: the stack's name, part of every resource's name. */
  name: z.string(),
  region: z.string(),
  cluster: z.strictObject({ id: z.string(), name: z.string() }),
  services: z.array(ServiceSpecSchema),
  loadBalancers: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      listeners: z.array(
        z.strictObject({
          port: z.number().int(),
          protocol: z.enum(['HTTP', 'HTTPS']),
          rules: z.array(z.strictObject({ paths: z.array(z.string()), targetGroup: z.string() })),
          /** Target group for requests that no rule takes; 404 when left out. */
          default: z.string().optional(),
        }),
      ),
    }),
  ),
  targetGroups: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      service: z.string(),
      healthPath: z.string(),
      intervalSeconds: Seconds.default(10),
      healthyThreshold: z.number().int().default(2),
      unhealthyThreshold: z.number().int().default(2),
      deregistrationDelaySeconds: Seconds.default(5),
    }),
  ),
  databases: z.array(
    z.strictObject({
      id: z.string(),
      identifier: z.string(),
      instanceClass: z.string(),
      database: z.string(),
      username: z.string(),
      maxConnections: z.number().int().default(80),
      multiAz: z.boolean().default(false),
    }),
  ),
  caches: z.array(
    z.strictObject({
      id: z.string(),
      replicationGroupId: z.string(),
      nodeType: z.string(),
      maxMemoryMb: z.number().int().default(64),
      /** Id of the secret that holds the AUTH token; no AUTH when left out. */
      authSecret: z.string().optional(),
    }),
  ),
  queues: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      visibilityTimeoutSeconds: Seconds.default(30),
      redrive: z.strictObject({ deadLetterQueue: z.string(), maxReceiveCount: z.number().int() }).optional(),
    }),
  ),
  secrets: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      /** A random token is made when left out. */ value: ValueSchema.optional(),
    }),
  ),
  /** What the system calls outside itself; in a range a real process under the same host name. */
  dependencies: z.array(
    z.strictObject({ id: z.string(), host: z.string(), image: z.string(), environment: Env.default({}) }),
  ),
  alarms: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string().default(''),
      namespace: z.string(),
      metric: z.string(),
      dimensions: z.record(z.string(), ValueSchema),
      statistic: z.enum(['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount']),
      periodSeconds: Seconds,
      evaluationPeriods: z.number().int().positive(),
      datapointsToAlarm: z.number().int().positive().optional(),
      threshold: z.number(),
      comparison: z.enum([
        'GreaterThanThreshold',
        'GreaterThanOrEqualToThreshold',
        'LessThanThreshold',
        'LessThanOrEqualToThreshold',
      ]),
      missing: z.enum(['missing', 'notBreaching', 'breaching', 'ignore']).default('missing'),
    }),
  ),
  /** What `pulumi stack output` gives. */
  outputs: z.record(z.string(), ValueSchema),
});

export type Ref = z.infer<typeof RefSchema>;
export type Value = z.infer<typeof ValueSchema>;
export type ServiceSpec = z.infer<typeof ServiceSpecSchema>;
export type Stack = z.output<typeof StackSchema>;
export type StackInput = z.input<typeof StackSchema>;

/** Types a stack and fills its defaults; throws a `ZodError` that names every wrong field. */
export function defineStack(input: StackInput): Stack {
  return StackSchema.parse(input);
}

export function ref(kind: Ref['ref'], id: string, attribute: string): Ref {
  return { ref: kind, id, attribute };
}
