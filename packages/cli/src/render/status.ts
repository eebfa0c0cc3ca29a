import type { AlarmStatus, MetricStatus, StatusReport } from '@steadyhand/engine';
import Table from 'cli-table3';
import type { Style } from './style.ts';

/** A system's health for people: what answers, which alarms are on and where they lead, metrics against thresholds. */
export function renderStatus(report: StatusReport, style: Style): string {
  const { environment, account, region, health, alarms, metrics, level } = report;
  const ringing = alarms.filter(({ state }) => state !== 'OK');
  return [
    `${style.bold(environment)}  account ${account}, ${region}: ${coloured(level, style)}`,
    ...section('Health', style, [
      ...health.map(
        ({ url, ok, detail }) => `  ${ok ? style.green('ok') : style.red('down')}  ${url}  ${style.dim(detail)}`,
      ),
      ...(health.length === 0 ? ['  steadyhand.yaml names nothing that must answer (steadyState.health)'] : []),
    ]),
    ...section('Alarms', style, [
      ...ringing.map((alarm) => alarmLine(alarm, style)),
      `  ${alarms.length - ringing.length} of ${alarms.length} that the runbook names are OK`,
    ]),
    ...section('Metrics', style, [
      metrics.length === 0 ? '  the runbook names no thresholds' : metricTable(metrics, style),
    ]),
  ].join('\n');
}

function section(title: string, style: Style, lines: readonly string[]): string[] {
  return ['', style.bold(title), ...lines];
}

function alarmLine({ name, state, reason, procedures }: AlarmStatus, style: Style): string {
  const shown = state === 'ALARM' ? style.red(state) : style.yellow(state);
  const next = procedures.map((id) => `\n      ${style.dim('→')} ${id}`).join('');
  return `  ${shown}  ${name}  ${style.dim(reason)}${state === 'ALARM' ? next : ''}`;
}

function metricTable(metrics: readonly MetricStatus[], style: Style): string {
  const table = new Table({
    head: ['', 'of', 'now', 'warning', 'critical', '', ''],
    style: { head: [], border: [], compact: true },
  });
  for (const { metric, service, of, value, unit, warning, critical, level, note } of metrics) {
    const now = value === null ? '–' : `${Number(value.toPrecision(3))}${unit}`;
    const name = `${service} ${metric}`;
    table.push([name, of, now, warning ?? '–', critical ?? '–', coloured(level, style), style.dim(note)]);
  }
  return table.toString();
}

function coloured(level: MetricStatus['level'], style: Style): string {
  const paint = { ok: style.green, warning: style.yellow, critical: style.red, unknown: style.yellow }[level];
  return paint(level);
}
