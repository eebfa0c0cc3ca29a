import type { Stack } from '@steadyhand/contracts';
import { type Exporting, sayAll } from '../exporting.ts';
import { dashboardBody } from '../facts/dashboard-body.ts';
import { elsewhere } from '../facts/regions.ts';
import type { Body, Resource } from '../tree.ts';

type Alarm = Stack['alarms'][number];

export function alarms(exporting: Exporting): Resource[] {
  return exporting.stack.alarms.map((alarm) => ({
    type: 'aws_cloudwatch_metric_alarm',
    name: alarm.name,
    region: elsewhere(exporting.stack, alarm.region),
    body: alarmBody(exporting, alarm),
  }));
}

export function dashboards(exporting: Exporting): Resource[] {
  return exporting.stack.dashboards.map((dashboard) => ({
    type: 'aws_cloudwatch_dashboard',
    name: dashboard.name,
    body: { dashboard_name: dashboard.name, dashboard_body: dashboardBody(exporting, dashboard) },
  }));
}

function alarmBody(exporting: Exporting, alarm: Alarm): Body {
  return {
    alarm_name: alarm.name,
    alarm_description: alarm.description,
    namespace: alarm.namespace,
    metric_name: alarm.metric,
    dimensions: sayAll(exporting, alarm.dimensions),
    [alarm.statistic.startsWith('p') ? 'extended_statistic' : 'statistic']: alarm.statistic,
    period: alarm.periodSeconds,
    evaluation_periods: alarm.evaluationPeriods,
    datapoints_to_alarm: alarm.datapointsToAlarm,
    threshold: alarm.threshold,
    comparison_operator: alarm.comparison,
    treat_missing_data: alarm.missing,
  };
}
