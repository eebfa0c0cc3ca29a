/** What every service reads from its environment. Nothing else in the services reads it. */
import { z } from 'zod';

export const Port = z.coerce.number().int().min(0).max(65535);
export const Milliseconds = z.coerce.number().int().positive();
export const Count = z.coerce.number().int().positive();

export const commonSettings = {
  /** Address to listen on. Loopback unless the platform says otherwise. */
  HOST: z.string().default('127.0.0.1'),
  /** `<project>-<env>`: prefix of resource names, namespace of custom metrics. */
  APP_NAME: z.string(),
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  AWS_REGION: z.string(),
};

/** Reads the settings of `schema`; ends the process with every wrong one named. */
export function readConfig<T extends z.ZodType>(schema: T): z.output<T> {
  const result = schema.safeParse(process.env);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  process.stderr.write(`ERROR the environment is not complete: ${problems}\n`);
  process.exit(78);
}
