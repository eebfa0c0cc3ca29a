import { page } from '../page.ts';
import { invalid } from './checks.ts';

const LISTED_DEFAULT = 100;

/** One page of a list of RDS. */
export function rdsPage<T>(
  items: readonly T[],
  { MaxRecords, Marker }: { MaxRecords?: number | undefined; Marker?: string | undefined },
): { items: T[]; marker: string | undefined } {
  const limit = MaxRecords ?? LISTED_DEFAULT;
  if (limit < 20 || limit > 100) {
    throw invalid(`Invalid value ${limit} for MaxRecords. Must be between 20 and 100`);
  }
  const { items: found, nextToken } = page(items, { limit, token: Marker, invalidToken: 'InvalidParameterValue' });
  return { items: found, marker: nextToken };
}
