/**
 * Labels with words that follow the data: `Errors, most ${MAX}`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 */
import { AwsError } from '../../wire/service.ts';
import type { TimeSeries } from './math/value.ts';

const WORDS: Readonly<Record<string, (values: readonly number[]) => number | undefined>> = {
  AVG: (values) => sumOf(values) / values.length,
  SUM: sumOf,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
  FIRST: (values) => values[0],
  LAST: (values) => values.at(-1),
  DATAPOINT_COUNT: (values) => values.length,
};

/** `own` is the label that there would be without one. Refuses words for times and properties. */
export function labelOf(template: string, own: string, { points }: TimeSeries): string {
  const values = [...points.values()];
  return template.replace(/\$\{([^}]*)\}/g, (_, word: string) => {
    if (word === 'LABEL') return own;
    const value = WORDS[word];
    if (!value) {
      throw new AwsError('NotImplemented', `cloudwatch dynamic label ${word} is not implemented in this range.`, 501);
    }
    return values.length === 0 ? '--' : String(value(values));
  });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
