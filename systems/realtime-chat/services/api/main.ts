import { SQSClient } from '@aws-sdk/client-sqs';
import { connectPostgres, connectRedis } from '../common/connections.ts';
import { createLogger } from '../common/log.ts';
import { onTerminate } from '../common/shutdown.ts';
import { buildApp } from './app.ts';
import { readApiConfig } from './config.ts';
import { migrate } from './migrations.ts';

const config = readApiConfig();
const log = createLogger('api');
const pool = connectPostgres(config.DATABASE_URL, config.DATABASE_POOL, log);
const redis = connectRedis(config.REDIS_URL, log);
const sqs = new SQSClient({ region: config.AWS_REGION });
let stopping = false;

const app = buildApp({
  pool,
  redis,
  sqs,
  log,
  pushQueueUrl: config.PUSH_QUEUE_URL,
  offlineQueueUrl: config.OFFLINE_QUEUE_URL,
  stopping: () => stopping,
});

onTerminate(log, async () => {
  stopping = true;
  await app.close();
  redis.disconnect();
  await pool.end();
});

const migrations = await migrate(pool);
await app.listen({ port: config.PORT, host: config.HOST });
log.info('ready', { host: config.HOST, port: config.PORT, migrations });
