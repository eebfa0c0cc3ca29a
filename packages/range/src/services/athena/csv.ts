import type { QueryAnswer } from './log-database.ts';

/** The result file of a query: every value in quotes, nothing for null. */
export function csvOf({ columns, rows }: Pick<QueryAnswer, 'columns' | 'rows'>): string {
  const line = (values: readonly (string | null)[]) =>
    values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',');
  return [columns.map(({ name }) => name), ...rows].map((values) => `${line(values)}\n`).join('');
}
