import type { ComparisonOperator } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../wire/service.ts';
import type { AlarmState, MissingData } from './evaluate.ts';
import type { MetricName } from './metric-store.ts';

export interface AlarmConfig extends MetricName {
  name: string;
  description: string | undefined;
  actionsEnabled: boolean;
  okActions: string[];
  alarmActions: string[];
  insufficientDataActions: string[];
  /** `Average`, `p95`. */
  statistic: string;
  unit: string | undefined;
  periodSeconds: number;
  evaluationPeriods: number;
  datapointsToAlarm: number | undefined;
  threshold: number;
  comparison: Comparison;
  missing: MissingData | undefined;
}

export interface StateInfo {
  value: AlarmState;
  reason: string;
  /** JSON. */
  data: string | undefined;
}

export interface Alarm {
  config: AlarmConfig;
  arn: string;
  configuredAt: number;
  state: StateInfo;
  updatedAt: number;
  transitionedAt: number;
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

export function comparisonOf(operator: ComparisonOperator): Comparison {
  if (operator in OPERATORS) return operator as Comparison;
  throw new AwsError('NotImplemented', `cloudwatch comparison ${operator} is not implemented in this range.`, 501);
}

export function operatorOf(config: AlarmConfig): Operator {
  return OPERATORS[config.comparison];
}
