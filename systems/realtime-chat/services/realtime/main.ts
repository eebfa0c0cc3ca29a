import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { connectPostgres, connectRedis, connectSubscriber } from '../common/connections.ts';
import { checkHealth } from '../common/health.ts';
import { createHealthServer, listen } from '../common/health-server.ts';
import { createLogger } from '../common/log.ts';
import { onTerminate } from '../common/shutdown.ts';
import { readRealtimeConfig } from './config.ts';
import { keepPresence } from './keep-presence.ts';
import { publishMetrics } from './metrics.ts';
import type { ChatServer } from './protocol.ts';
import { relayEvents } from './relay.ts';
import { serveSockets } from './sockets.ts';

const config = readRealtimeConfig();
const log = createLogger('realtime');
const pool = connectPostgres(config.DATABASE_URL, config.DATABASE_POOL, log);
const redis = connectRedis(config.REDIS_URL, log);
const adapterSubscriber = connectSubscriber(redis, log);
const eventSubscriber = connectSubscriber(redis, log);

const server = createHealthServer(() =>
  checkHealth({
    postgres: () => pool.query('select 1'),
    redis: () => redis.ping(),
    subscription: () => eventSubscriber.ping(),
  }),
);
const io: ChatServer = new Server(server, {
  serveClient: false,
  adapter: createAdapter(redis, adapterSubscriber),
  pingInterval: 10_000,
  pingTimeout: 10_000,
});
const everyoneLeft = serveSockets({ io, pool, redis, log });
await relayEvents(io, eventSubscriber, log);
const stopPresence = keepPresence(io, redis, log);
const stopMetrics = publishMetrics(new CloudWatchClient({ region: config.AWS_REGION }), log, {
  namespace: config.APP_NAME,
  serviceName: `${config.APP_NAME}-realtime`,
  intervalMs: config.METRICS_INTERVAL_MS,
  activeConnections: () => io.engine.clientsCount,
});

onTerminate(log, async () => {
  stopMetrics();
  stopPresence();
  // Ends the transports, so that clients connect again by themselves, to another task.
  await io.close();
  await everyoneLeft();
  for (const connection of [eventSubscriber, adapterSubscriber, redis]) connection.disconnect();
  await pool.end();
});

await listen(server, config.PORT, config.HOST);
log.info('ready', { host: config.HOST, port: config.PORT });
