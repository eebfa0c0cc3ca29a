import { z } from 'zod';
import { Count, commonSettings, Port, readConfig } from '../common/config.ts';

const ApiConfigSchema = z.object({
  ...commonSettings,
  PORT: Port.default(3000),
  DATABASE_POOL: Count.default(8),
  PUSH_QUEUE_URL: z.string(),
  OFFLINE_QUEUE_URL: z.string(),
});
export type ApiConfig = z.output<typeof ApiConfigSchema>;

export const readApiConfig = (): ApiConfig => readConfig(ApiConfigSchema);
