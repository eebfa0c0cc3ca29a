/** The words and the data with which CloudWatch explains a state. */
import { type AlarmConfig, operatorOf, type StateInfo } from './alarm.ts';
import type { AlarmState } from './evaluate.ts';

export interface Point {
  /** Start of the period, milliseconds since the epoch. */
  at: number;
  value: number;
  count: number;
}

/** `points`: those with data that were evaluated, oldest first; at most as many as the alarm has evaluation periods. */
export function explain(
  config: AlarmConfig,
  value: AlarmState,
  evaluated: { points: readonly Point[]; now: number },
): StateInfo {
  return { value, reason: reasonOf(config, value, evaluated.points), data: dataOf(config, evaluated) };
}

function reasonOf(config: AlarmConfig, value: AlarmState, points: readonly Point[]): string {
  const periods = config.evaluationPeriods;
  const missing = periods - points.length;
  if (value === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${count(periods, 'datapoint')} ${was(periods)} unknown.`;
  const treated = `${count(missing, 'missing datapoint')} ${was(missing)} treated as [${treatment(config)}]`;
  if (points.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${count(periods, 'period')} and ${treated}.`;
  }
  const operator = operatorOf(config);
  const decisive = points.filter((p) => operator.breaches(p.value, config.threshold) === (value === 'ALARM'));
  const toAlarm = config.datapointsToAlarm ?? periods;
  const minimum =
    value === 'ALARM'
      ? `(minimum ${count(toAlarm, 'datapoint')} for OK -> ALARM transition)`
      : `(minimum ${count(periods - toAlarm + 1, 'datapoint')} for ALARM -> OK transition)`;
  const list = decisive.map((p) => `${decimal(p.value)} (${shortDate(p.at)})`).join(', ');
  return (
    `Threshold Crossed: ${decisive.length} out of the last ${points.length} datapoints [${list}] ${was(decisive.length)} ` +
    `${value === 'ALARM' ? '' : 'not '}${operator.words} (${decimal(config.threshold)})` +
    `${missing > 0 ? ` and ${treated}` : ''} ${minimum}.`
  );
}

function dataOf(config: AlarmConfig, { points, now }: { points: readonly Point[]; now: number }): string {
  const [oldest] = points;
  return JSON.stringify({
    version: '1.0',
    queryDate: longDate(now),
    ...(oldest && { startDate: longDate(oldest.at) }),
    ...(config.unit !== undefined && { unit: config.unit }),
    statistic: config.statistic,
    period: config.periodSeconds,
    recentDatapoints: points.map((p) => p.value),
    threshold: config.threshold,
    evaluatedDatapoints: [...points]
      .reverse()
      .map((p) => ({ timestamp: longDate(p.at), sampleCount: p.count, value: p.value })),
  });
}

function treatment(config: AlarmConfig): string {
  if (config.missing === 'breaching') return 'Breaching';
  if (config.missing === 'notBreaching') return 'NonBreaching';
  return config.missing === 'ignore' ? 'Ignore' : 'Missing';
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function was(n: number): string {
  return n === 1 ? 'was' : 'were';
}

/** As Java prints a double. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `21/11/26 21:16:00` */
function shortDate(at: number): string {
  const [year = '', month, day, time] = new Date(at).toISOString().split(/[-T.]/);
  return `${day}/${month}/${year.slice(2)} ${time}`;
}

/** `2026-11-21T21:16:00.000+0000` */
function longDate(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
