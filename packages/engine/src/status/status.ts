/**
 * Health of a system against its runbook's own words: the URLs that must answer, the alarms that procedures name, and the
 * metrics of the table of thresholds. It only looks. What cannot be measured says so, and is never called well.
 */
import type { Metric, Runbook, System } from '@steadyhand/contracts';
import { matchAlarm } from '@steadyhand/runbook';
import { fillTemplate } from '../fill-template.ts';
import { type Prober, probe } from '../probe.ts';
import { healthCheck } from '../recovery.ts';
import { type Level, type Limit, levelOf, parseLimit } from './limits.ts';
import { measure } from './measure.ts';

export interface AlarmStatus {
  name: string;
  state: string;
  reason: string;
  /** Ids of the procedures that it leads to. */
  procedures: string[];
}

export interface MetricStatus {
  metric: string;
  service: string;
  /** Which of several series; empty where there is one. */
  of: string;
  /** In the unit of the thresholds; null where nothing was measured. */
  value: number | null;
  unit: string;
  warning: string | null;
  critical: string | null;
  level: Level | 'unknown';
  /** What a percentage is of, or why there is no value. */
  note: string;
}

export interface StatusReport {
  environment: string;
  account: string;
  region: string;
  health: { url: string; ok: boolean; detail: string }[];
  alarms: AlarmStatus[];
  metrics: MetricStatus[];
  /** The worst of all. */
  level: Level | 'unknown';
}

export interface StatusOf {
  runbook: Runbook;
  system: System | null;
}

export async function lookAtStatus(prober: Prober, { runbook, system }: StatusOf): Promise<StatusReport> {
  const { environment, account, region } = prober.target;
  const [health, alarms, metrics] = await Promise.all([
    lookAtHealth(prober, system?.steadyState.health ?? []),
    lookAtAlarms(prober, runbook),
    lookAtMetrics(prober, { runbook, system }),
  ]);
  const levels = [
    ...health.map(({ ok }): Level => (ok ? 'ok' : 'critical')),
    ...alarms.map(({ state }): Level => (state === 'ALARM' ? 'critical' : 'ok')),
    ...metrics.map(({ level }) => level),
  ];
  const level = (['critical', 'warning', 'unknown'] as const).find((one) => levels.includes(one)) ?? 'ok';
  return { environment, account, region, health, alarms, metrics, level };
}

async function lookAtHealth(prober: Prober, urls: readonly string[]): Promise<StatusReport['health']> {
  return Promise.all(
    urls.map(async (url) => {
      const { ok, detail } = await healthCheck(url).look(prober);
      return { url: fillTemplate(url, prober.target.outputs), ok, detail };
    }),
  );
}

/** All of the region's alarms that a procedure of the runbook names. */
async function lookAtAlarms(prober: Prober, runbook: Runbook): Promise<AlarmStatus[]> {
  const query = 'MetricAlarms[].{name:AlarmName,state:StateValue,reason:StateReason}';
  const result = await probe(prober, ['aws', 'cloudwatch', 'describe-alarms', '--query', query, '--output', 'json']);
  if (result.exitCode !== 0)
    return [{ name: '(alarms)', state: 'UNKNOWN', reason: result.stderr.trim(), procedures: [] }];
  const alarms: Omit<AlarmStatus, 'procedures'>[] = JSON.parse(result.stdout);
  return alarms
    .map((alarm) => ({ ...alarm, procedures: matchAlarm(runbook, alarm.name).map(({ id }) => id) }))
    .filter(({ procedures }) => procedures.length > 0);
}

async function lookAtMetrics(prober: Prober, { runbook, system }: StatusOf): Promise<MetricStatus[]> {
  const rows = runbook.thresholds.filter(({ warning, critical }) => parseLimit(warning) ?? parseLimit(critical));
  const found = rows.map(async (row) => {
    const series = (system?.metrics ?? []).filter((metric) => isOf(metric, row));
    if (series.length === 0) return [notMeasured(row, 'steadyhand.yaml does not say where it is measured')];
    return Promise.all(series.map((metric) => statusOf(prober, row, metric)));
  });
  return (await Promise.all(found)).flat();
}

type Row = Runbook['thresholds'][number];

function isOf({ metric, service }: Metric, row: Row): boolean {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  return same(metric, row.metric) && (service === undefined || same(service, row.subject));
}

async function statusOf(prober: Prober, row: Row, metric: Metric): Promise<MetricStatus> {
  const limits = { warning: parseLimit(row.warning), critical: parseLimit(row.critical) };
  const measured = await measure(prober, metric, { ofMax: row.of !== null });
  const status = { ...notMeasured(row, measured.note), of: metric.of ?? '' };
  if (measured.value === null) return status;
  return { ...status, value: measured.value, level: levelOf(measured.value, limits) };
}

function notMeasured(row: Row, note: string): MetricStatus {
  const limit: Limit | null = parseLimit(row.warning) ?? parseLimit(row.critical);
  return {
    metric: row.metric,
    service: row.subject,
    of: '',
    value: null,
    unit: limit?.unit ?? '',
    warning: row.warning,
    critical: row.critical,
    level: 'unknown',
    note,
  };
}
