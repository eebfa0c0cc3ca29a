import type { ComparisonOperator } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../wire/service.ts';
import type { CompositeRule } from './composite-rule.ts';
import type { AlarmState, MissingData } from './evaluate.ts';
import type { MetricName } from './metric-store.ts';
import type { MetricQuery } from './queries.ts';

interface CommonConfig {
  name: string;
  description: string | undefined;
  actionsEnabled: boolean;
  okActions: string[];
  alarmActions: string[];
  insufficientDataActions: string[];
}

/** A statistic of one metric, or an expression over several. */
export type AlarmSource =
  | {
      kind: 'metric';
      metric: MetricName;
      /** `Average`, `p95`. */
      statistic: string;
      unit: string | undefined;
      periodSeconds: number;
    }
  | { kind: 'queries'; queries: MetricQuery[]; returned: MetricQuery; periodSeconds: number };

export interface MetricAlarmConfig extends CommonConfig {
  kind: 'metric';
  source: AlarmSource;
  evaluationPeriods: number;
  datapointsToAlarm: number | undefined;
  threshold: number;
  comparison: Comparison;
  missing: MissingData | undefined;
  /** Of percentiles, when there are too few values for them to mean anything. */
  lowSamples: 'evaluate' | 'ignore' | undefined;
}

export interface CompositeAlarmConfig extends CommonConfig {
  kind: 'composite';
  rule: CompositeRule;
}

export type AlarmConfig = MetricAlarmConfig | CompositeAlarmConfig;

export interface StateInfo {
  value: AlarmState;
  reason: string;
  /** JSON. */
  data: string | undefined;
}

export interface Point {
  /** Start of the period, milliseconds since the epoch. */
  at: number;
  value: number;
  /** How many samples; undefined for an expression's. */
  count: number | undefined;
}

export interface Alarm<Config extends AlarmConfig = AlarmConfig> {
  config: Config;
  arn: string;
  configuredAt: number;
  state: StateInfo;
  updatedAt: number;
  transitionedAt: number;
  /** Data points that were looked at last, oldest first. */
  points: readonly Point[];
}

export type MetricAlarmRecord = Alarm<MetricAlarmConfig>;

export function isMetricAlarm(alarm: Alarm): alarm is MetricAlarmRecord {
  return alarm.config.kind === 'metric';
}

export function isComposite(alarm: Alarm): alarm is Alarm<CompositeAlarmConfig> {
  return alarm.config.kind === 'composite';
}

/** What an alarm does on coming into a state. */
export function actionsFor({ config }: Alarm, state: AlarmState): readonly string[] {
  if (state === 'ALARM') return config.alarmActions;
  return state === 'OK' ? config.okActions : config.insufficientDataActions;
}

interface Operator {
  breaches(value: number, threshold: number): boolean;
  words: string;
}

const OPERATORS = {
  GreaterThanThreshold: { breaches: (v, t) => v > t, words: 'greater than the threshold' },
  GreaterThanOrEqualToThreshold: { breaches: (v, t) => v >= t, words: 'greater than or equal to the threshold' },
  LessThanThreshold: { breaches: (v, t) => v < t, words: 'less than the threshold' },
  LessThanOrEqualToThreshold: { breaches: (v, t) => v <= t, words: 'less than or equal to the threshold' },
} satisfies Record<string, Operator>;

export type Comparison = keyof typeof OPERATORS;

/** Refuses the operators of anomaly detection, which there is none of here. */
export function comparisonOf(operator: ComparisonOperator): Comparison {
  if (operator in OPERATORS) return operator as Comparison;
  throw new AwsError('NotImplemented', `cloudwatch comparison ${operator} is not implemented in this range.`, 501);
}

export function operatorOf(config: MetricAlarmConfig): Operator {
  return OPERATORS[config.comparison];
}
