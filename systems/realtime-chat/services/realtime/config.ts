import { z } from 'zod';
import { Count, commonSettings, Milliseconds, Port, readConfig } from '../common/config.ts';

const RealtimeConfigSchema = z.object({
  ...commonSettings,
  PORT: Port.default(3001),
  DATABASE_POOL: Count.default(4),
  METRICS_INTERVAL_MS: Milliseconds.default(10_000),
});
export type RealtimeConfig = z.output<typeof RealtimeConfigSchema>;

export const readRealtimeConfig = (): RealtimeConfig => readConfig(RealtimeConfigSchema);
