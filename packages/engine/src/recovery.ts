/**
 * Proof of recovery: the alarm that opened the incident is back to OK, the queues are under the runbook's own
 * thresholds, the health endpoints answer, and all of it stays so for the soak time.
 */
import { analyseShell } from '@steadyhand/bash';
import { type Drill, type Journal, type Runbook, SteadyError } from '@steadyhand/contracts';
import { fillTemplate } from './fill-template.ts';
import { type Prober, probe } from './probe.ts';

export interface CheckResult {
  check: string;
  ok: boolean;
  detail: string;
}

export interface RecoveryCheck {
  name: string;
  look(prober: Prober): Promise<CheckResult>;
}

export interface RecoveryOf {
  /** The alarm that opened the incident; null in an operation. */
  alarm: string | null;
  runbook: Runbook;
  /** What modules of the drill gave, by name. */
  values: Readonly<Record<string, string>>;
}

/** The checks of a recovery plan. Throws `SYSTEM_FILE_INVALID` where the runbook has no such threshold. */
export function recoveryChecks(plan: Drill['recovery'], { alarm, runbook, values }: RecoveryOf): RecoveryCheck[] {
  return [
    ...(alarm === null ? [] : [alarmCheck(alarm)]),
    ...steadyChecks(plan, runbook),
    ...plan.looks.map((look) => lookCheck(look, values)),
  ];
}

/** Those that hold before a fault, too. */
export function steadyChecks({ queues, health }: Drill['recovery'], runbook: Runbook): RecoveryCheck[] {
  return [
    ...queues.map(({ metric, output }) => queueCheck({ metric, output, limit: warningOf(runbook, metric) })),
    ...health.map(healthCheck),
  ];
}

/** The runbook's warning threshold for a metric, as a number. */
function warningOf(runbook: Runbook, metric: string): number {
  const row = runbook.thresholds.find((threshold) => threshold.metric.toLowerCase() === metric.toLowerCase());
  const limit = Number(row?.warning?.replaceAll(',', ''));
  if (row?.warning && Number.isFinite(limit)) return limit;
  throw new SteadyError('SYSTEM_FILE_INVALID', {
    file: 'the drill',
    problems: `the runbook gives no number as the warning threshold of "${metric}"`,
  });
}

function alarmCheck(alarm: string): RecoveryCheck {
  const name = `alarm ${alarm}`;
  return {
    name,
    async look(prober) {
      const argv = ['aws', 'cloudwatch', 'describe-alarms', '--alarm-names', alarm];
      const result = await probe(prober, [...argv, '--query', 'MetricAlarms[0].StateValue', '--output', 'text']);
      const state = result.stdout.trim();
      return { check: name, ok: result.exitCode === 0 && state === 'OK', detail: state || result.stderr.trim() };
    },
  };
}

/** Depth is what waits and what is in flight: a message in a failing worker's hands is not delivered. */
const DEPTH =
  '[to_number(Attributes.ApproximateNumberOfMessages), to_number(Attributes.ApproximateNumberOfMessagesNotVisible)]';

function queueCheck({ metric, output, limit }: { metric: string; output: string; limit: number }): RecoveryCheck {
  const name = `${metric} (${output})`;
  return {
    name,
    async look(prober) {
      const url = prober.target.outputs[output];
      if (url === undefined) return { check: name, ok: false, detail: `there is no stack output ${output}` };
      const argv = ['aws', 'sqs', 'get-queue-attributes', '--queue-url', url, '--attribute-names', 'All'];
      const result = await probe(prober, [...argv, '--query', `sum(${DEPTH})`, '--output', 'text']);
      const depth = Number(result.stdout.trim() || Number.NaN);
      if (result.exitCode !== 0 || Number.isNaN(depth)) return { check: name, ok: false, detail: result.stderr.trim() };
      return { check: name, ok: depth < limit, detail: `${depth} (warning at ${limit})` };
    },
  };
}

/** Answers with 2xx. */
export function healthCheck(template: string): RecoveryCheck {
  return {
    name: `health ${template}`,
    async look(prober) {
      const url = fillTemplate(template, prober.target.outputs);
      const argv = ['curl', '-s', '-o', '/dev/null', '--max-time', '5', '-w', '%{http_code}', url];
      const result = await probe(prober, argv);
      const status = result.stdout.trim();
      const ok = result.exitCode === 0 && /^2\d\d$/.test(status);
      return { check: `health ${template}`, ok, detail: ok ? status : `${status} ${result.stderr}`.trim() };
    },
  };
}

type Look = Drill['recovery']['looks'][number];

function lookCheck(look: Look, values: Readonly<Record<string, string>>): RecoveryCheck {
  const { name, command } = look;
  return {
    name,
    async look(prober) {
      const argv = wordsOf(fillTemplate(command, { ...prober.target.outputs, ...values }));
      const result = await probe(prober, argv);
      const said = result.stdout.trim();
      const ok = result.exitCode === 0 && isAsWanted(look, said);
      return { check: name, ok, detail: result.exitCode === 0 ? said : result.stderr.trim() };
    },
  };
}

/** The words of one simple command. */
function wordsOf(command: string): readonly string[] {
  const [first, ...others] = analyseShell(command).commands;
  if (first && others.length === 0 && first.unresolved.size === 0) return [first.program, ...first.argv];
  throw new SteadyError('SYSTEM_FILE_INVALID', { file: 'the drill', problems: `no single plain command: ${command}` });
}

function isAsWanted({ equals, matches, atLeast, below }: Look, said: string): boolean {
  const number = said === '' ? Number.NaN : Number(said);
  return (
    (equals === undefined || said === equals) &&
    (matches === undefined || new RegExp(matches).test(said)) &&
    (atLeast === undefined || number >= atLeast) &&
    (below === undefined || number < below)
  );
}

export interface ProveOptions {
  runId: string;
  checks: readonly RecoveryCheck[];
  soakMs: number;
  withinMs: number;
  /** Between two looks, on the target's clock. */
  intervalMs: number;
  journal: Journal;
  /** Told of every look, for people who wait. */
  onLook(results: readonly CheckResult[]): void;
}

export interface Proof {
  recovered: boolean;
  /** When everything became well for good, on the target's clock; null when it did not. */
  wellSince: number | null;
  last: readonly CheckResult[];
}

/** Looks until everything has been well for the soak time, or the time is over. Journals each change of a check. */
export async function proveRecovery(prober: Prober, options: ProveOptions): Promise<Proof> {
  const { clock } = prober;
  const deadline = clock.now() + options.withinMs;
  const before = new Map<string, boolean>();
  let wellSince: number | null = null;
  for (;;) {
    const last = await lookAtAll(prober, options.checks);
    options.onLook(last);
    for (const result of last) {
      if (before.get(result.check) === result.ok) continue;
      before.set(result.check, result.ok);
      await options.journal.append({ type: 'recovery-checked', runId: options.runId, at: clock.now(), ...result });
    }
    wellSince = last.every((result) => result.ok) ? (wellSince ?? clock.now()) : null;
    if (wellSince !== null && clock.now() - wellSince >= options.soakMs) return { recovered: true, wellSince, last };
    if (clock.now() >= deadline) return { recovered: false, wellSince: null, last };
    await clock.sleep(options.intervalMs, prober.signal);
  }
}

export async function lookAtAll(prober: Prober, checks: readonly RecoveryCheck[]): Promise<CheckResult[]> {
  return Promise.all(checks.map((check) => check.look(prober)));
}
