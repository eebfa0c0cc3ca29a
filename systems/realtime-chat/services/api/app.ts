/** The HTTP face of `api`. */
import Fastify, { type FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { type Logger, reasonOf } from '../common/log.ts';
import type { DeliveryDeps } from './deliver.ts';
import { Problem } from './problem.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { graphqlRoutes } from './routes/graphql.ts';
import { healthRoutes } from './routes/health.ts';
import { messageRoutes } from './routes/messages.ts';
import { pageRoutes } from './routes/page.ts';
import { userRoutes } from './routes/users.ts';

export interface ApiDeps extends DeliveryDeps {
  pool: Pool;
  log: Logger;
  /** True once the task has been told to stop. */
  stopping(): boolean;
}

export function buildApp(deps: ApiDeps): FastifyInstance {
  // Requests that arrive while the task drains are still answered: the load balancer sends them until it knows.
  const app = Fastify({ logger: false, bodyLimit: 64 * 1_024, return503OnClosing: false });
  app.setErrorHandler((error, request, reply) => {
    const answer = answerTo(error);
    if (answer.status >= 500) {
      deps.log.error('a request failed', {
        method: request.method,
        path: pathOf(request.url),
        reason: reasonOf(error),
      });
    }
    return reply.code(answer.status).send({ error: { code: answer.code, message: answer.message } });
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: { code: 'not_found', message: `Nothing answers ${request.method} ${pathOf(request.url)}.` } }),
  );
  app.addHook('onResponse', async (request, reply) => {
    const path = pathOf(request.url);
    if (path.endsWith('/health')) return;
    deps.log.info('request', {
      method: request.method,
      path,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });
  for (const routes of [healthRoutes, userRoutes, conversationRoutes, messageRoutes, graphqlRoutes, pageRoutes]) {
    routes(app, deps);
  }
  return app;
}

function answerTo(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof Problem) return error;
  // Fastify's own refusals: malformed JSON, a body that is too large, a wrong content type.
  if (error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500) {
    return { status: Number(error.statusCode), code: 'invalid_request', message: error.message };
  }
  return {
    status: 503,
    code: 'unavailable',
    message: 'This could not be done now. Repeat it; a message keeps its id and is stored once.',
  };
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
