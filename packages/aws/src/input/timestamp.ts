/**
 * A point in time as the AWS CLI reads it: seconds since the epoch, or an ISO date, which is local time unless it
 * names its zone. Null when it is neither.
 */
export function parseTimestamp(value: unknown): Date | null {
  if (typeof value === 'number') return new Date(value * 1000);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return new Date(Number(text) * 1000);
  const compact = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(.*)$/.exec(text);
  const iso = compact
    ? `${compact.slice(1, 4).join('-')}T${compact.slice(4, 7).join(':')}${compact[7]}`
    : text.replace(/^(\d{4}-\d{2}-\d{2})$/, '$1T00:00:00');
  const time = Date.parse(iso);
  return Number.isNaN(time) ? null : new Date(time);
}
