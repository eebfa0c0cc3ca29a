/**
 * The state that an alarm's data points call for.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html and
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 *
 * E1. CloudWatch looks at more periods than the alarm asks for (`evaluationRange`). When enough of them have data, the
 *     newest ones that do decide, and how missing data is treated does not matter.
 * E2. Otherwise missing points are filled in only up to the number that the alarm asks for; all real ones count.
 * E3. Treated as missing, a breach that is as old as the alarm's datapoints with nothing good after it is an alarm.
 */
export type MissingData = 'missing' | 'notBreaching' | 'breaching' | 'ignore';
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface EvaluationRule {
  evaluationPeriods: number;
  datapointsToAlarm: number;
  missing: MissingData;
  breaches: (value: number) => boolean;
}

/** How many periods are looked at. The documentation's examples take two more than are asked for. */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

/** `points`: a value or undefined per period, oldest first. Undefined is returned for "keep the current state". */
export function evaluate(points: readonly (number | undefined)[], rule: EvaluationRule): AlarmState | undefined {
  const { evaluationPeriods, datapointsToAlarm, missing, breaches } = rule;
  const real = points.filter((p) => p !== undefined);
  const counted = real.slice(-evaluationPeriods);
  const filled = evaluationPeriods - counted.length;
  const breaching = counted.filter(breaches).length + (missing === 'breaching' ? filled : 0);
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (filled === 0 || missing === 'notBreaching' || missing === 'breaching') return 'OK';
  if (real.length === 0) return missing === 'missing' ? 'INSUFFICIENT_DATA' : undefined;
  if (!counted.every(breaches)) return 'OK';
  const oldestAge = points.length - points.findIndex((p) => p !== undefined);
  return missing === 'missing' && oldestAge >= datapointsToAlarm ? 'ALARM' : undefined;
}
