import { AwsError } from '../wire/service.ts';

/**
 * One page of a list. The token holds the position to go on from.
 * @throws {AwsError} `InvalidNextToken` for a token that no page gave, under the service's own name for it.
 */
export function page<T>(
  items: readonly T[],
  options: { limit: number; token: string | undefined; invalidToken?: string },
): { items: T[]; nextToken: string | undefined } {
  const start = options.token === undefined ? 0 : Number(Buffer.from(options.token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) {
    throw new AwsError(options.invalidToken ?? 'InvalidNextToken', 'The specified nextToken is invalid.');
  }
  const end = start + options.limit;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(String(end)).toString('base64url') : undefined,
  };
}
