/** A runbook's thresholds as numbers: `70%`, `100ms`, `1,000`, `> 5 s`. */

export interface Limit {
  value: number;
  /** As the runbook writes it, a space before it left out: `%`, `ms`, or empty. */
  unit: string;
}

/** Null for what holds no number. */
export function parseLimit(text: string | null): Limit | null {
  const match = /(\d[\d,]*(?:\.\d+)?)\s*(%|[a-zµ]+)?/i.exec(text ?? '');
  if (!match) return null;
  return { value: Number(match[1]?.replaceAll(',', '')), unit: match[2] ?? '' };
}

export type Level = 'ok' | 'warning' | 'critical';

/** Reaching a threshold is enough. Where the critical one is the lower of the two, less is worse. */
export function levelOf(
  value: number,
  { warning, critical }: { warning: Limit | null; critical: Limit | null },
): Level {
  const lessIsWorse = warning !== null && critical !== null && critical.value < warning.value;
  const reaches = (limit: Limit | null): boolean =>
    limit !== null && (lessIsWorse ? value <= limit.value : value >= limit.value);
  if (reaches(critical)) return 'critical';
  return reaches(warning) ? 'warning' : 'ok';
}
