import type { FastifyInstance } from 'fastify';
import { type DocumentNode, execute, GraphQLError, parse as parseDocument, specifiedRules, validate } from 'graphql';
import { z } from 'zod';
import { reasonOf } from '../../common/log.ts';
import type { ApiDeps } from '../app.ts';
import { depthLimit } from '../graphql/depth-limit.ts';
import { rootOf } from '../graphql/resolvers.ts';
import { schema } from '../graphql/schema.ts';
import { parse } from '../input.ts';
import { Problem } from '../problem.ts';

const Request = z.strictObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** GraphQL over HTTP: what cannot be carried out at all answers 400; what failed in part stands in `errors`. */
export function graphqlRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const rootValue = rootOf(deps);
  app.post('/api/graphql', async (request, reply) => {
    const { query, variables, operationName } = parse(Request, request.body);
    const document = readDocument(query);
    if ('length' in document) return reply.code(400).send({ errors: document });
    const { data, errors } = await execute({
      schema,
      document,
      rootValue,
      variableValues: variables ?? {},
      ...(operationName ? { operationName } : {}),
    });
    return { data, ...(errors && { errors: errors.map((error) => shown(error, deps)) }) };
  });
}

/** The document, or what is wrong with it. */
function readDocument(query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parseDocument(query);
    const problems = validate(schema, document, [...specifiedRules, depthLimit]);
    return problems.length > 0 ? problems : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** What the caller did wrong is said in full; of anything else only that it failed, and the rest is logged. */
function shown(error: GraphQLError, { log }: ApiDeps): object {
  const { originalError, path, locations } = error;
  if (!originalError) return error;
  if (originalError instanceof Problem) {
    return { message: originalError.message, path, locations, extensions: { code: originalError.code } };
  }
  log.error('a request failed', { path: path?.join('.') ?? '', reason: reasonOf(originalError) });
  return { message: 'This could not be done now. Repeat it.', path, locations, extensions: { code: 'unavailable' } };
}
