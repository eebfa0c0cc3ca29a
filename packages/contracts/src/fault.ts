/** What a drill breaks on purpose in a range. */
import { z } from 'zod';

const Duration = z.number().nonnegative();

export const FaultSchema = z.discriminatedUnion('kind', [
  /** A dependency outside the system answers slowly or with errors. */
  z.strictObject({
    kind: z.literal('dependency'),
    dependency: z.string(),
    latencyMs: Duration.default(0),
    /** Share of requests that fail, 0 to 1. */
    errorRate: z.number().min(0).max(1).default(0),
    /** The dependency mends by itself after this many seconds of wall time; never, when left out. */
    forSeconds: Duration.optional(),
  }),
  /** A wave of real requests through the load balancer, or whatever else a module does to the system. */
  z.strictObject({
    kind: z.literal('traffic'),
    /** Module in the system's drills folder whose export `traffic` sends them. */
    module: z.string(),
    count: z.number().int().positive().default(1),
    concurrency: z.number().int().positive().default(8),
    /** The drill goes on only when all has been sent. */
    wait: z.boolean().default(false),
  }),
  /** Kill tasks of a service as the kernel would. */
  z.strictObject({ kind: z.literal('kill-tasks'), service: z.string(), count: z.number().int().positive() }),
]);

export type Fault = z.infer<typeof FaultSchema>;
