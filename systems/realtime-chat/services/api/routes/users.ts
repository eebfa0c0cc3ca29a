import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../app.ts';
import { NewUser, parse } from '../input.ts';
import { addUser } from '../store/users.ts';

export function userRoutes(app: FastifyInstance, { pool }: ApiDeps): void {
  app.post('/api/users', async (request, reply) => {
    const { name } = parse(NewUser, request.body);
    const added = await addUser(pool, name);
    return reply.code(added ? 201 : 200).send({ name });
  });
}
