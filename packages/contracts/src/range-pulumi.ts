/** How `pulumi` speaks to a range: `POST /_range/pulumi` with a request, answered by its result or by `{ error }`. */
import { z } from 'zod';

/** The one that is selected when left out. */
const StackName = z.string().optional();

export const PulumiRequestSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('stack ls') }),
  z.strictObject({ command: z.literal('stack init'), stack: z.string() }),
  z.strictObject({ command: z.literal('stack select'), stack: z.string() }),
  /** Configuration and outputs, as they are. */
  z.strictObject({ command: z.literal('stack'), stack: StackName }),
  z.strictObject({ command: z.literal('config set'), stack: StackName, key: z.string(), value: z.string() }),
  z.strictObject({ command: z.literal('config rm'), stack: StackName, key: z.string() }),
  /** What `up` would do. */
  z.strictObject({ command: z.literal('preview'), stack: StackName }),
  /** Applies the system's stack to the configured region; answered when everything is healthy. */
  z.strictObject({ command: z.literal('up'), stack: StackName }),
]);
export type PulumiRequest = z.infer<typeof PulumiRequestSchema>;

const PulumiChangeSchema = z.object({
  operation: z.enum(['create', 'read', 'same', 'update', 'replace']),
  /** Token of the provider: `aws:ecs/service:Service`. */
  type: z.string(),
  name: z.string(),
});
export type PulumiChange = z.infer<typeof PulumiChangeSchema>;

const PulumiStackSchema = z.object({
  project: z.string(),
  stack: z.string(),
  /** Null until it is deployed. */
  region: z.string().nullable(),
  config: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.string()),
  /** Of `preview` and `up`, in order; empty for other commands. */
  changes: z.array(PulumiChangeSchema),
  /** What the command took on the wall. */
  seconds: z.number(),
});
export type PulumiStack = z.infer<typeof PulumiStackSchema>;

export const PulumiAnswerSchema = z.union([
  PulumiStackSchema,
  z.object({
    stacks: z.array(z.object({ name: z.string(), isSelected: z.boolean(), resources: z.number().int().nullable() })),
  }),
  z.object({ error: z.string() }),
]);
export type PulumiAnswer = z.infer<typeof PulumiAnswerSchema>;
