import type { Stack } from '@steadyhand/contracts';
import { type Exporting, sayAll } from '../exporting.ts';
import { dashboardBody } from '../facts/dashboard-body.ts';
import { elsewhere } from '../facts/regions.ts';
import type { Body, Resource } from '../tree.ts';
import { resource } from './resource.ts';

type Alarm = Stack['alarms'][number];

export function alarms(exporting: Exporting): Resource[] {
  return exporting.stack.alarms.map((alarm) => {
    const region = elsewhere(exporting.stack, alarm.region);
    return resource('Alarm', alarm.name, { region, body: alarmBody(exporting.in(region), alarm) });
  });
}

export function dashboards(exporting: Exporting): Resource[] {
  return exporting.stack.dashboards.map((dashboard) =>
    resource('Dashboard', dashboard.name, {
      body: { DashboardName: dashboard.name, DashboardBody: dashboardBody(exporting, dashboard) },
    }),
  );
}

function alarmBody(exporting: Exporting, alarm: Alarm): Body {
  const dimensions = Object.entries(sayAll(exporting, alarm.dimensions));
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    Namespace: alarm.namespace,
    MetricName: alarm.metric,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    [alarm.statistic.startsWith('p') ? 'ExtendedStatistic' : 'Statistic']: alarm.statistic,
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    TreatMissingData: alarm.missing,
  };
}
