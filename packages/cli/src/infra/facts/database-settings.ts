import type { Stack } from '@steadyhand/contracts';

type Database = Stack['databases'][number];

/** `postgres18`: what RDS calls the parameters of a major version. */
export function parameterFamily({ engineVersion }: Database): string {
  return `postgres${engineVersion.split('.')[0]}`;
}

/**
 * What a database is set to. Programs of a stack are told URLs without TLS, so it must be let in: since Postgres 15, RDS
 * refuses it unless told otherwise.
 */
export function parametersOf({ maxConnections }: Database) {
  return { max_connections: String(maxConnections), 'rds.force_ssl': '0' };
}
