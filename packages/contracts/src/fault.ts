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
  /** A new revision of a service whose program is wrong, deployed as people deploy. Cleared, it is rolled back where nobody has. */
  z.strictObject({
    kind: z.literal('bad-image'),
    /** Id in the stack, or name. */
    service: z.string(),
    /** Ends at its start, fails its health checks alone, or is healthy and answers with errors or late. */
    behaviour: z.enum(['crash', 'unhealthy', 'errors', 'slow']),
    /** Of `errors`: share of requests that fail, 0 to 1. */
    errorRate: z.number().min(0).max(1).default(0.5),
    /** Of `slow`. */
    latencyMs: Duration.default(3000),
  }),
  /** The tasks of a service that run now are unresponsive: every turn of their event loop is held up. Later ones are well. */
  z.strictObject({
    kind: z.literal('event-loop-lag'),
    /** Id in the stack, or name. */
    service: z.string(),
    milliseconds: Duration,
    /** It ends by itself after this many seconds of wall time; never, when left out. */
    forSeconds: Duration.optional(),
  }),
  /** The tasks of a service that run now use processor time for nothing. */
  z.strictObject({
    kind: z.literal('cpu-load'),
    /** Id in the stack, or name. */
    service: z.string(),
    /** Of what each task may use. */
    percent: z.number().positive(),
    /** It ends by itself after this many seconds of wall time; never, when left out. */
    forSeconds: Duration.optional(),
  }),
  /** Kill tasks of a service as the kernel would. */
  z.strictObject({ kind: z.literal('kill-tasks'), service: z.string(), count: z.number().int().positive() }),
  /** Somebody opens sessions to a database as its application does, and leaves them open. */
  z.strictObject({
    kind: z.literal('database-sessions'),
    /** Id in the stack, or identifier. */
    database: z.string(),
    /** So many; until the database refuses more, when left out. */
    count: z.number().int().positive().optional(),
    /** Sessions that do nothing; else each runs a statement that does not end. */
    idle: z.boolean().default(true),
    /** What they call themselves. */
    application: z.string().default('unknown'),
    /** They end by themselves after this many seconds of wall time; never, when left out. */
    forSeconds: Duration.optional(),
  }),
  /** The server of a database crashes. A standby takes over at once; without one there is a server again later. */
  z.strictObject({
    kind: z.literal('database-stop'),
    /** Id in the stack, or identifier. */
    database: z.string(),
    /** Seconds of wall time without a server; until the fault is cleared, when left out. */
    forSeconds: Duration.optional(),
  }),
  /** The ingress rules of a security group for a port are revoked; clearing it authorises again what is missing then. */
  z.strictObject({
    kind: z.literal('security-group-closed'),
    /** Id in the stack, name, or `sg-…`. */
    securityGroup: z.string(),
    /** Every port, when left out. */
    port: z.number().int().optional(),
    /** Resets the connections that exist too, which AWS goes on tracking; applications then notice at once. */
    cut: z.boolean().default(true),
  }),
  /** A cache is filled with keys until so much of its memory is used; clearing it deletes them. */
  z.strictObject({
    kind: z.literal('redis-memory'),
    /** Id in the stack, or replication group. */
    cache: z.string(),
    /** Of `maxmemory`; at 100 writes are refused. */
    percent: z.number().positive().max(100),
    /** How the keys begin. */
    prefix: z.string().default('filler:'),
  }),
  /**
   * The AUTH token of a cache is rotated and set, and its secret with it, under services that still have the old one;
   * tasks that start later read the new one. Clearing it lets the old one in again, too.
   */
  z.strictObject({
    kind: z.literal('wrong-auth'),
    /** Id in the stack, or replication group. */
    cache: z.string(),
    /** Resets the connections that exist, which keep the rights that they were opened with. */
    cut: z.boolean().default(true),
  }),
  /** Auto scaling of a service no longer acts: its dynamic scaling is suspended, until this is cleared or resumed. */
  z.strictObject({
    kind: z.literal('scaling-suspended'),
    /** Id in the stack, or name. */
    service: z.string(),
  }),
  /** A region is lost for good: its processes are killed, its endpoint answers as in an outage, its alarms stop. */
  z.strictObject({
    kind: z.literal('region-down'),
    /** The range's own when left out. */
    region: z.string().optional(),
  }),
]);

export type Fault = z.infer<typeof FaultSchema>;
