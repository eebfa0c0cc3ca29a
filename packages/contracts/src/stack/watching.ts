/** What watches: alarms and dashboards. */
import { z } from 'zod';
import { Env, Seconds, ValueSchema } from './values.ts';

export const AlarmSchema = z.strictObject({
  name: z.string(),
  description: z.string().default(''),
  /** Where it is evaluated; in the stack's own region when left out. */
  region: z.string().optional(),
  namespace: z.string(),
  metric: z.string(),
  dimensions: Env,
  statistic: z.union([
    z.enum(['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount']),
    z.string().regex(/^p\d{1,2}(\.\d+)?$/),
  ]),
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
});

export const DashboardSchema = z.strictObject({
  name: z.string(),
  widgets: z.array(
    z.strictObject({
      title: z.string(),
      stat: z.string(),
      periodSeconds: Seconds.default(60),
      metrics: z.array(
        z.strictObject({ namespace: z.string(), metric: z.string(), dimensions: z.record(z.string(), ValueSchema) }),
      ),
    }),
  ),
});
