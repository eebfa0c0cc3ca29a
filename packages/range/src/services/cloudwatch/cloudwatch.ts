import type { AlarmTransition, Clock } from '@steadyhand/contracts';
import type { MetricSink } from '../../ports.ts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import { deleteAlarms } from './actions/delete-alarms.ts';
import { describeAlarmHistory } from './actions/describe-alarm-history.ts';
import { describeAlarms } from './actions/describe-alarms.ts';
import { describeAlarmsForMetric } from './actions/describe-alarms-for-metric.ts';
import { getMetricData } from './actions/get-metric-data.ts';
import { getMetricStatistics } from './actions/get-metric-statistics.ts';
import { listMetrics } from './actions/list-metrics.ts';
import { putMetricAlarm } from './actions/put-metric-alarm.ts';
import { putMetricData } from './actions/put-metric-data.ts';
import { setAlarmActions } from './actions/set-alarm-actions.ts';
import { setAlarmState } from './actions/set-alarm-state.ts';
import type { Comparison } from './alarm.ts';
import { Alarms } from './alarms.ts';
import type { MissingData } from './evaluate.ts';
import { MetricStore } from './metric-store.ts';

export interface AlarmDeclaration {
  name: string;
  description: string;
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  /** `Average`, `p95`. */
  statistic: string;
  periodSeconds: number;
  evaluationPeriods: number;
  /** All evaluation periods when left out. */
  datapointsToAlarm?: number | undefined;
  threshold: number;
  comparison: Comparison;
  missing: MissingData;
}

export interface CloudWatch {
  service: RangeService;
  metrics: MetricSink;
  putAlarm(alarm: AlarmDeclaration): void;
  /** Tells of every change of an alarm's state; returns how to stop listening. */
  onAlarm(listener: (transition: AlarmTransition) => void): () => void;
  /** Ends the evaluation of alarms. */
  stop(): void;
}

/** Metrics and alarms, evaluated on the range's clock. */
export function createCloudWatch(options: { clock: Clock; account: string; region: string }): CloudWatch {
  const { clock, account, region } = options;
  const stopping = new AbortController();
  const metrics = new MetricStore();
  const alarms = new Alarms({
    clock,
    metrics,
    arnOf: (name) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
  });
  void alarms.run(stopping.signal);
  return {
    service: {
      client: 'cloudwatch',
      load: () => import('@aws-sdk/client-cloudwatch'),
      handlers: handlersOf(clock, metrics, alarms),
    },
    metrics,
    putAlarm: (alarm) =>
      alarms.put({
        ...alarm,
        actionsEnabled: true,
        okActions: [],
        alarmActions: [],
        insufficientDataActions: [],
        unit: undefined,
        datapointsToAlarm: alarm.datapointsToAlarm,
      }),
    onAlarm: (listener) => alarms.onTransition(listener),
    stop: () => stopping.abort(),
  };
}

function handlersOf(
  clock: Clock,
  metrics: MetricStore,
  alarms: Alarms,
): Handlers<typeof import('@aws-sdk/client-cloudwatch')> {
  return {
    DeleteAlarms: (input) => deleteAlarms(alarms, input),
    DescribeAlarmHistory: (input) => describeAlarmHistory(alarms, input),
    DescribeAlarms: (input) => describeAlarms(alarms, input),
    DescribeAlarmsForMetric: (input) => describeAlarmsForMetric(alarms, input),
    DisableAlarmActions: (input) => setAlarmActions(alarms, input.AlarmNames, false),
    EnableAlarmActions: (input) => setAlarmActions(alarms, input.AlarmNames, true),
    GetMetricData: (input) => getMetricData(metrics, input),
    GetMetricStatistics: (input) => getMetricStatistics(metrics, input),
    ListMetrics: (input) => listMetrics(metrics, clock.now(), input),
    PutMetricAlarm: (input) => putMetricAlarm(alarms, input),
    PutMetricData: (input) => putMetricData(metrics, clock.now(), input),
    SetAlarmState: (input) => setAlarmState(alarms, input),
  };
}
