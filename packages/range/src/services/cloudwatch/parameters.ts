import { AwsError } from '../../wire/service.ts';
import { isStatistic, percentileOf } from './statistics.ts';

const HIGH_RESOLUTION = [1, 5, 10, 20, 30];

export function checkPeriod(seconds: number): void {
  if (HIGH_RESOLUTION.includes(seconds) || (seconds > 0 && seconds % 60 === 0)) return;
  throw new AwsError(
    'InvalidParameterValue',
    `The parameter Period must be ${HIGH_RESOLUTION.join(', ')} or a multiple of 60.`,
  );
}

export function checkRange(start: Date, end: Date): void {
  if (start < end) return;
  throw new AwsError('InvalidParameterValue', 'The parameter StartTime must be less than the parameter EndTime.');
}

/** A statistic or a percentile; the other extended statistics of CloudWatch are not computed here. */
export function checkStatistic(parameter: string, statistic: string): void {
  if (isStatistic(statistic) || percentileOf(statistic) !== undefined) return;
  if (/^(tm|wm|tc|ts|iqm|pr)/i.test(statistic)) {
    throw new AwsError('NotImplemented', `cloudwatch statistic ${statistic} is not implemented in this range.`, 501);
  }
  throw new AwsError('ValidationError', `The value ${statistic} for parameter ${parameter} is not a valid statistic.`);
}

/** Times are rounded down to a minute, or to the period where it is shorter. */
export function roundDown(date: Date, periodSeconds: number): number {
  const step = Math.min(periodSeconds, 60) * 1000;
  return Math.floor(date.getTime() / step) * step;
}
