import type { FastifyInstance } from 'fastify';
import { checkHealth } from '../../common/health.ts';
import type { ApiDeps } from '../app.ts';

export function healthRoutes(app: FastifyInstance, { pool, redis, stopping }: ApiDeps): void {
  const checks = { postgres: () => pool.query('select 1'), redis: () => redis.ping() };
  for (const path of ['/health', '/api/health']) {
    app.get(path, async (_request, reply) => {
      if (stopping()) return reply.code(503).send({ status: 'stopping', checks: {} });
      const health = await checkHealth(checks);
      return reply.code(health.status === 'ok' ? 200 : 503).send(health);
    });
  }
}
