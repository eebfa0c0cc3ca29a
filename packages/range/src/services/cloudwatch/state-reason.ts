/** The words and the data with which CloudWatch explains a state. */
import { type Alarm, type MetricAlarmConfig, operatorOf, type Point, type StateInfo } from './alarm.ts';
import type { AlarmState } from './evaluate.ts';

/** `points`: those with data that were evaluated, oldest first; at most as many as the alarm has evaluation periods. */
export function explain(
  config: MetricAlarmConfig,
  value: AlarmState,
  evaluated: { points: readonly Point[]; now: number },
): StateInfo {
  return { value, reason: reasonOf(config, value, evaluated.points), data: dataOf(config, evaluated) };
}

function reasonOf(config: MetricAlarmConfig, value: AlarmState, points: readonly Point[]): string {
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

function dataOf(config: MetricAlarmConfig, { points, now }: { points: readonly Point[]; now: number }): string {
  const [oldest] = points;
  const { source } = config;
  return JSON.stringify({
    version: '1.0',
    queryDate: longDate(now),
    ...(oldest && { startDate: longDate(oldest.at) }),
    ...(source.kind === 'metric' && source.unit !== undefined && { unit: source.unit }),
    ...(source.kind === 'metric' && { statistic: source.statistic }),
    period: source.periodSeconds,
    recentDatapoints: points.map((p) => p.value),
    threshold: config.threshold,
    evaluatedDatapoints: [...points]
      .reverse()
      .map((p) => ({ timestamp: longDate(p.at), sampleCount: p.count, value: p.value })),
  });
}

/** Of a composite alarm, by the alarm that moved it. */
export function compositeState(value: AlarmState, moved: Alarm): StateInfo {
  const { arn, state, transitionedAt } = moved;
  const triggeringAlarms = [{ arn, state: { value: state.value, timestamp: longDate(transitionedAt) } }];
  return {
    value,
    reason: `${arn} transitioned to ${state.value} at ${spokenDate(transitionedAt)}`,
    data: JSON.stringify({ triggeringAlarms }),
  };
}

function treatment(config: MetricAlarmConfig): string {
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

/** `Saturday 21 November, 2026 21:16:00 UTC` */
function spokenDate(at: number): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(at);
  const time = part({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const month = part({ month: 'long' });
  return `${part({ weekday: 'long' })} ${part({ day: '2-digit' })} ${month}, ${part({ year: 'numeric' })} ${time} UTC`;
}

/** `2026-11-21T21:16:00.000+0000` */
export function longDate(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
