import { z } from 'zod';
import { Count, commonSettings, Milliseconds, Port, readConfig } from '../common/config.ts';

const WorkersConfigSchema = z.object({
  ...commonSettings,
  PORT: Port.default(3002),
  DATABASE_POOL: Count.default(4),
  PUSH_QUEUE_URL: z.string(),
  OFFLINE_QUEUE_URL: z.string(),
  PUSH_PROVIDER_URL: z.url(),
  /** Jobs under way at once in this task, per queue. */
  PUSH_CONCURRENCY: Count.default(10),
  OFFLINE_CONCURRENCY: Count.default(4),
  /** Well under the queue's visibility timeout, so that a job never runs twice because it was slow. */
  PUSH_TIMEOUT_MS: Milliseconds.default(5_000),
});
export type WorkersConfig = z.output<typeof WorkersConfigSchema>;

export const readWorkersConfig = (): WorkersConfig => readConfig(WorkersConfigSchema);
