import { SQSClient } from '@aws-sdk/client-sqs';
import { connectPostgres } from '../common/connections.ts';
import { checkHealth } from '../common/health.ts';
import { createHealthServer, listen } from '../common/health-server.ts';
import { createLogger } from '../common/log.ts';
import { onTerminate } from '../common/shutdown.ts';
import { readWorkersConfig } from './config.ts';
import { startConsumer } from './consumer.ts';
import { carryOutOffline } from './offline.ts';
import { carryOutPush } from './push.ts';

/** Two long polls without an answer. */
const SILENCE_LIMIT_MS = 45_000;

const config = readWorkersConfig();
const log = createLogger('workers');
const pool = connectPostgres(config.DATABASE_URL, config.DATABASE_POOL, log);
const sqs = new SQSClient({ region: config.AWS_REGION });
const provider = { providerUrl: config.PUSH_PROVIDER_URL, timeoutMs: config.PUSH_TIMEOUT_MS };

const push = startConsumer(sqs, log, {
  name: 'push',
  queueUrl: config.PUSH_QUEUE_URL,
  concurrency: config.PUSH_CONCURRENCY,
  handle: (body) => carryOutPush(pool, provider, body),
});
const offline = startConsumer(sqs, log, {
  name: 'offline',
  queueUrl: config.OFFLINE_QUEUE_URL,
  concurrency: config.OFFLINE_CONCURRENCY,
  handle: (body) => carryOutOffline(pool, body),
});

const answers = async (silentMs: number) => {
  if (silentMs > SILENCE_LIMIT_MS) throw new Error(`no answer for ${Math.round(silentMs / 1_000)} s`);
};
const server = createHealthServer(() =>
  checkHealth({
    postgres: () => pool.query('select 1'),
    pushQueue: () => answers(push.silentMs()),
    offlineQueue: () => answers(offline.silentMs()),
  }),
);

onTerminate(log, async () => {
  await Promise.all([push.stop(), offline.stop()]);
  server.close();
  await pool.end();
});

await listen(server, config.PORT, config.HOST);
log.info('ready', { host: config.HOST, port: config.PORT });
