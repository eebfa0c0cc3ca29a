/** `drills/<id>.yaml`, which describes a drill. */
import { z } from 'zod';
import { EFFECTS } from './effect.ts';
import { FaultSchema } from './fault.ts';

const Duration = z.number().nonnegative();

export const DrillSchema = z.strictObject({
  title: z.string(),
  /** The alarm, by glob, that must open the incident. */
  alarm: z.string(),
  /** Last part of the procedure's id. */
  procedure: z.string(),
  /** The range's clock runs this many times as fast as the wall. */
  speed: z.number().positive().default(1),
  faults: z.array(FaultSchema).min(1),
  /** What the person on call would answer: effects that are granted, and answers to questions by step text. */
  answers: z
    .strictObject({
      by: z.string().default('drill'),
      grant: z.array(z.enum(EFFECTS)).default([]),
      /** Conditional steps that this drill takes, by part of their text; others are taken when what they name holds. */
      take: z.array(z.string()).default([]),
    })
    .default({ by: 'drill', grant: [], take: [] }),
  recovery: z.strictObject({
    /** Queues whose depth must be under the warning threshold that the runbook's own table gives for `metric`. */
    queues: z
      .array(
        z.strictObject({
          /** Metric of the runbook's threshold table: `Queue Depth`. */
          metric: z.string(),
          /** Stack output that holds the queue's URL: `pushQueueUrl`. */
          output: z.string(),
        }),
      )
      .default([]),
    /** URLs that must answer with 2xx; `{albDnsName}` stands for the stack output of that name. */
    health: z.array(z.string()).default([]),
    /** Seconds, on the range's clock, for which all must stay well. */
    soakSeconds: Duration.default(60),
    /** Seconds, on the range's clock, after which the drill has failed. */
    withinSeconds: Duration.default(1800),
  }),
  objectives: z.strictObject({ rtoSeconds: Duration.optional(), rpoSeconds: Duration.optional() }).default({}),
});

export type Drill = z.infer<typeof DrillSchema>;
