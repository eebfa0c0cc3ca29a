/** A `--query` that cannot be parsed, or that calls a function with something it does not take. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}
