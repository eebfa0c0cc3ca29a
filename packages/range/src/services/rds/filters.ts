import type { Filter } from '@aws-sdk/client-rds';
import type { Checked } from '../../wire/service.ts';
import { invalid } from './checks.ts';

/** Items that have one of the values of every filter. What an item has under a name is in `known`. */
export function applyFilters<T>(
  items: readonly T[],
  filters: readonly Checked<Filter>[] | undefined,
  known: Readonly<Record<string, (item: T) => readonly string[]>>,
): T[] {
  return (filters ?? []).reduce(
    (left, { Name, Values }) => {
      const has = known[Name];
      if (!has) throw invalid(`Unrecognized filter name: ${Name}`);
      return left.filter((item) => has(item).some((value) => Values.includes(value)));
    },
    [...items],
  );
}
