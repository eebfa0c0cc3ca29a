/**
 * A drill: fault → alarm → incident → procedure → proven recovery, on a range.
 *
 * D1 The alarm alone starts the response: the procedure is found by the alarm's name, as it would be in life.
 * D2 The drill passes when recovery is proven, not when exit codes are 0.
 * D3 Every fault is cleared at the end, whatever happened.
 */
import { randomBytes } from 'node:crypto';
import {
  type AlarmTransition,
  type Drill,
  type InjectedFault,
  type Journal,
  type RangeControl,
  type Runbook,
  type RunEvent,
  SteadyError,
} from '@steadyhand/contracts';
import { findProcedure, matchAlarm, matchesGlob } from '@steadyhand/runbook';
import { type DrillReport, reportDrill } from './drill-report.ts';
import type { Prober } from './probe.ts';
import {
  type CheckResult,
  lookAtAll,
  type Proof,
  proveRecovery,
  type RecoveryCheck,
  recoveryChecks,
} from './recovery.ts';
import { runProcedure } from './run.ts';
import type { RunOptions } from './run-options.ts';

export interface DrillOptions
  extends Pick<
    RunOptions,
    | 'runbook'
    | 'source'
    | 'system'
    | 'target'
    | 'handlers'
    | 'env'
    | 'host'
    | 'journal'
    | 'workingFolder'
    | 'signal'
    | 'onOutput'
  > {
  drill: Drill;
  range: RangeControl;
}

/** Runs a drill in a range that is up and healthy. Throws only for wrong input; a drill that fails says so in its report. */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const faults: { clear(): Promise<void> }[] = [];
  const drillId = options.host.newId();
  const story = new Story(options, drillId);
  try {
    await story.wellAtStart();
    const alarm = await story.breakAndWait(faults);
    const procedure = procedureFor(options.runbook, options.drill, alarm.alarm);
    await story.open(alarm, procedure.title);
    const run = await runProcedure({
      ...options,
      runId: options.host.newId(),
      earlier: [],
      runKey: randomBytes(32),
      procedure,
      clock: options.range.clock,
      params: {},
      mode: 'run',
      readOnly: false,
      requester: { name: options.drill.answers.by, source: 'login' },
      phases: null,
      shared: null,
      grants: { effects: options.drill.answers.grant, by: `${options.drill.answers.by} (the drill's policy)` },
    });
    const proof = await story.prove(alarm.alarm);
    await story.close(proof);
    return reportDrill({ drillId, drill: options.drill, run, proof, events: await options.journal.events() });
  } finally {
    await Promise.allSettled(faults.map((fault) => fault.clear()));
  }
}

/** The one procedure that the alarm's name leads to. */
function procedureFor(runbook: Runbook, drill: Drill, alarm: string) {
  const [procedure] = matchAlarm(runbook, alarm);
  if (!procedure) {
    throw new SteadyError('DRILL_NOT_RECOVERED', { reason: `no procedure of the runbook names the alarm ${alarm}` });
  }
  if (procedure.id !== findProcedure(runbook, drill.procedure).id) {
    throw new SteadyError('DRILL_NOT_RECOVERED', {
      reason: `the alarm ${alarm} leads to "${procedure.id}", the drill expects "${drill.procedure}"`,
    });
  }
  return procedure;
}

class Story {
  private readonly options: DrillOptions;
  private readonly drillId: string;
  private readonly prober: Prober;

  constructor(options: DrillOptions, drillId: string) {
    this.options = options;
    this.drillId = drillId;
    this.prober = { ...options, clock: options.range.clock };
  }

  /** A drill proves nothing on a system that is not well to begin with. */
  async wellAtStart(): Promise<void> {
    const { drill, runbook } = this.options;
    const checks = recoveryChecks(drill.recovery, drill.alarm, runbook).slice(1);
    const bad = (await lookAtAll(this.prober, checks)).filter((result) => !result.ok);
    if (bad.length === 0) return this.phase('steady', `${checks.length} checks of the steady state are well`);
    const reason = `the system was not well before the fault: ${bad.map((r) => `${r.check}: ${r.detail}`).join('; ')}`;
    throw new SteadyError('DRILL_NOT_RECOVERED', { reason });
  }

  async breakAndWait(faults: { clear(): Promise<void> }[]): Promise<AlarmTransition> {
    const { drill, range, signal } = this.options;
    const alarm = this.waitForAlarm();
    const failed: Promise<never>[] = [];
    for (const fault of drill.faults) {
      const injected = await range.injectFault(fault);
      faults.push(injected);
      failed.push(failureOf(injected));
      await this.phase('fault', injected.text);
    }
    const watching = new AbortController();
    const watch = this.watch(AbortSignal.any([signal, watching.signal]));
    try {
      return await Promise.race([alarm, ...failed]);
    } finally {
      watching.abort();
      await watch;
    }
  }

  private waitForAlarm(): Promise<AlarmTransition> {
    const { drill, range, signal } = this.options;
    return new Promise((resolve, reject) => {
      const end = new AbortController();
      const stop = range.onAlarm((transition) => {
        if (transition.to !== 'ALARM' || !matchesGlob(drill.alarm, transition.alarm)) return;
        settle(() => resolve(transition));
      });
      const settle = (outcome: () => void): void => {
        stop();
        end.abort();
        outcome();
      };
      range.clock.sleep(drill.recovery.withinSeconds * 1000, AbortSignal.any([signal, end.signal])).then(
        () => settle(() => reject(new SteadyError('DRILL_NOT_RECOVERED', { reason: `no alarm ${drill.alarm} came` }))),
        () => settle(() => reject(new SteadyError('INTERRUPTED'))),
      );
    });
  }

  /** Shows what the fault does while the alarm is awaited. */
  private async watch(signal: AbortSignal): Promise<void> {
    const { drill, runbook, host } = this.options;
    const checks = recoveryChecks({ ...drill.recovery, health: [] }, drill.alarm, runbook).slice(1);
    while (!signal.aborted && checks.length > 0) {
      await host.clock.sleep(1000, signal).catch(() => undefined);
      if (signal.aborted) return;
      this.show(await lookAtAll(this.prober, checks));
    }
  }

  /** Tells the host alone: what is merely watched is no part of the record. */
  private show(results: readonly CheckResult[]): void {
    const { host, range } = this.options;
    const text = results.map((result) => `${result.check}: ${result.detail}`).join(' · ');
    host.notify({ type: 'drill-phase', runId: this.drillId, at: range.clock.now(), phase: 'watch', text });
  }

  async open(alarm: AlarmTransition, procedure: string): Promise<void> {
    const { at, reason } = alarm;
    await this.record({ type: 'incident-opened', at, incidentId: this.drillId, alarm: alarm.alarm, reason });
    await this.phase('procedure', procedure);
  }

  async prove(alarm: string): Promise<Proof> {
    const { drill, runbook, journal } = this.options;
    const { soakSeconds, withinSeconds } = drill.recovery;
    const checks: RecoveryCheck[] = recoveryChecks(drill.recovery, alarm, runbook);
    await this.phase('verify', `recovery: ${checks.length} checks, to hold for ${soakSeconds} s`);
    return proveRecovery(this.prober, {
      runId: this.drillId,
      checks,
      soakMs: soakSeconds * 1000,
      withinMs: withinSeconds * 1000,
      intervalMs: Math.max(1000, (soakSeconds * 1000) / 10),
      journal,
      onLook: (results) => this.show(results.filter((result) => !result.ok)),
    });
  }

  async close(proof: Proof): Promise<void> {
    const note = proof.recovered
      ? 'recovery is proven'
      : proof.last
          .filter((result) => !result.ok)
          .map((result) => `${result.check}: ${result.detail}`)
          .join('; ');
    await this.record({ type: 'incident-closed', incidentId: this.drillId, recovered: proof.recovered, note });
  }

  private phase(phase: string, text: string): Promise<void> {
    return this.record({ type: 'drill-phase', phase, text });
  }

  private record(event: DrillEvent): Promise<void> {
    const at = 'at' in event && event.at !== undefined ? event.at : this.options.range.clock.now();
    return (this.options.journal as Journal).append({ ...event, runId: this.drillId, at } as RunEvent);
  }
}

/** Rejects when a fault could not do its work: a drill that broke nothing proves nothing. */
function failureOf(fault: InjectedFault): Promise<never> {
  return new Promise((_, reject) => {
    fault.over.catch((error: unknown) => {
      const reason = `the fault "${fault.text}" failed: ${error instanceof Error ? error.message : String(error)}`;
      reject(new SteadyError('DRILL_NOT_RECOVERED', { reason }, { cause: error }));
    });
  });
}

type OwnEvent = Extract<RunEvent, { type: 'drill-phase' | 'incident-opened' | 'incident-closed' }>;
type DrillEvent = OwnEvent extends infer E
  ? E extends OwnEvent
    ? Omit<E, 'runId' | 'at'> & { at?: number }
    : never
  : never;
