import type { AlarmTransition, Clock } from '@steadyhand/contracts';
import type { MetricSink } from '../../ports.ts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from './actions/dashboards.ts';
import { deleteAlarms } from './actions/delete-alarms.ts';
import { describeAlarmHistory } from './actions/describe-alarm-history.ts';
import { describeAlarms } from './actions/describe-alarms.ts';
import { describeAlarmsForMetric } from './actions/describe-alarms-for-metric.ts';
import { getMetricData } from './actions/get-metric-data.ts';
import { getMetricStatistics } from './actions/get-metric-statistics.ts';
import { listMetrics } from './actions/list-metrics.ts';
import { putCompositeAlarm } from './actions/put-composite-alarm.ts';
import { putMetricAlarm } from './actions/put-metric-alarm.ts';
import { putMetricData } from './actions/put-metric-data.ts';
import { setAlarmActions } from './actions/set-alarm-actions.ts';
import { setAlarmState } from './actions/set-alarm-state.ts';
import type { Comparison } from './alarm.ts';
import { Alarms } from './alarms.ts';
import { type DashboardDeclaration, dashboardBody } from './dashboard-body.ts';
import { Dashboards } from './dashboards.ts';
import type { MissingData } from './evaluate.ts';
import { MetricStore } from './metric-store.ts';
import { type AlarmNotification, notificationOf } from './notification.ts';
import { watchAlarms } from './watch-alarms.ts';

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
  missing: MissingData | undefined;
  /** ARNs of what is done on coming into ALARM. */
  alarmActions?: readonly string[];
}

export interface CloudWatchOptions {
  clock: Clock;
  account: string;
  region: string;
  /** Publishes to an SNS topic; throws when there is none. */
  notify?(topicArn: string, notification: AlarmNotification): void;
}

export interface CloudWatch {
  service: RangeService;
  metrics: MetricSink;
  alarms: Alarms;
  putAlarm(alarm: AlarmDeclaration): void;
  putDashboard(dashboard: DashboardDeclaration): void;
  /** Tells of every change of an alarm's state; returns how to stop listening. */
  onAlarm(listener: (transition: AlarmTransition) => void): () => void;
  /** Ends the evaluation of alarms. */
  stop(): void;
}

/** Metrics, alarms and dashboards; alarms are evaluated on the range's clock. */
export function createCloudWatch({ clock, account, region, notify }: CloudWatchOptions): CloudWatch {
  const stopping = new AbortController();
  const metrics = new MetricStore();
  const dashboards = new Dashboards(clock, account);
  const alarms = new Alarms({ clock, arnOf: (name) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}` });
  if (notify) {
    const run: Parameters<Alarms['addAction']>[0]['run'] = (event) =>
      notify(event.action, notificationOf(event, { account, region }));
    alarms.addAction({ prefix: 'arn:aws:sns:', repeats: false, run });
  }
  void watchAlarms({ clock, alarms, metrics }, stopping.signal);
  return {
    service: {
      client: 'cloudwatch',
      load: () => import('@aws-sdk/client-cloudwatch'),
      handlers: { ...metricHandlers(clock, metrics), ...alarmHandlers(alarms), ...dashboardHandlers(dashboards) },
    },
    metrics,
    alarms,
    putAlarm: (alarm) => putDeclared(alarms, alarm),
    putDashboard: (dashboard) => dashboards.put(dashboard.name, dashboardBody(dashboard, region)),
    onAlarm: (listener) => alarms.onTransition(listener),
    stop: () => stopping.abort(),
  };
}

function putDeclared(alarms: Alarms, { alarmActions = [], ...alarm }: AlarmDeclaration): void {
  const { namespace, metric, dimensions, statistic, periodSeconds, datapointsToAlarm, ...config } = alarm;
  alarms.put({
    ...config,
    kind: 'metric',
    source: { kind: 'metric', metric: { namespace, metric, dimensions }, statistic, unit: undefined, periodSeconds },
    datapointsToAlarm,
    lowSamples: undefined,
    actionsEnabled: true,
    okActions: [],
    alarmActions: [...alarmActions],
    insufficientDataActions: [],
  });
}

type CloudWatchHandlers = Handlers<typeof import('@aws-sdk/client-cloudwatch')>;

function metricHandlers(clock: Clock, metrics: MetricStore): CloudWatchHandlers {
  return {
    GetMetricData: (input) => getMetricData(metrics, input),
    GetMetricStatistics: (input) => getMetricStatistics(metrics, input),
    ListMetrics: (input) => listMetrics(metrics, clock.now(), input),
    PutMetricData: (input) => putMetricData(metrics, clock.now(), input),
  };
}

function alarmHandlers(alarms: Alarms): CloudWatchHandlers {
  return {
    DeleteAlarms: (input) => deleteAlarms(alarms, input),
    DescribeAlarmHistory: (input) => describeAlarmHistory(alarms, input),
    DescribeAlarms: (input) => describeAlarms(alarms, input),
    DescribeAlarmsForMetric: (input) => describeAlarmsForMetric(alarms, input),
    DisableAlarmActions: (input) => setAlarmActions(alarms, input.AlarmNames, false),
    EnableAlarmActions: (input) => setAlarmActions(alarms, input.AlarmNames, true),
    PutCompositeAlarm: (input) => putCompositeAlarm(alarms, input),
    PutMetricAlarm: (input) => putMetricAlarm(alarms, input),
    SetAlarmState: (input) => setAlarmState(alarms, input),
  };
}

function dashboardHandlers(dashboards: Dashboards): CloudWatchHandlers {
  return {
    DeleteDashboards: (input) => deleteDashboards(dashboards, input),
    GetDashboard: (input) => getDashboard(dashboards, input),
    ListDashboards: (input) => listDashboards(dashboards, input),
    PutDashboard: (input) => putDashboard(dashboards, input),
  };
}
