/** Why a query failed, in the words that an execution's StateChangeReason has: `COLUMN_NOT_FOUND: line 1:8: …`. */
export class QueryError extends Error {
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'QueryError';
  }
}

/** `line 1:8` of a position in a text, from 0. */
export function lineOf(sql: string, position: number): string {
  const before = sql.slice(0, position).split('\n');
  return `line ${before.length}:${(before.at(-1) ?? '').length + 1}`;
}
