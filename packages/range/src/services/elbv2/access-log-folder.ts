import type { Names } from '../../world/names.ts';

/** Where the access logs of a region are in their bucket. */
export function accessLogFolder({ account, region }: Names, prefix: string): string {
  const start = prefix === '' ? '' : `${prefix}/`;
  return `${start}AWSLogs/${account}/elasticloadbalancing/${region}`;
}
