import { type AlarmTransition, type InjectedFault, type RunEvent, SteadyError } from '@steadyhand/contracts';
import { matchesGlob } from '@steadyhand/runbook';
import type { Prober } from '../probe.ts';
import { type CheckResult, lookAtAll, type Proof, proveRecovery, recoveryChecks, steadyChecks } from '../recovery.ts';
import type { DrillOptions } from './drill.ts';

interface Place {
  drillId: string;
  prober: Prober;
}

/** What happens around the procedures of a drill, and its record. */
export class Story {
  private readonly options: DrillOptions;
  private readonly drillId: string;
  private readonly prober: Prober;

  constructor(options: DrillOptions, { drillId, prober }: Place) {
    this.options = options;
    this.drillId = drillId;
    this.prober = prober;
  }

  /** A drill proves nothing on a system that is not well to begin with. */
  async wellAtStart(): Promise<void> {
    const { drill, runbook } = this.options;
    const checks = steadyChecks(drill.recovery, runbook);
    const bad = (await lookAtAll(this.prober, checks)).filter((result) => !result.ok);
    if (bad.length === 0) return this.phase('steady', `${checks.length} checks of the steady state are well`);
    const reason = `the system was not well before the fault: ${bad.map((r) => `${r.check}: ${r.detail}`).join('; ')}`;
    throw new SteadyError('DRILL_NOT_RECOVERED', { reason });
  }

  /** Injects the faults in order and, where the drill expects an alarm, waits for it. */
  async breakThings(faults: InjectedFault[]): Promise<AlarmTransition | null> {
    const { drill, signal } = this.options;
    const alarm = drill.alarm === undefined ? null : this.waitForAlarm(drill.alarm);
    // Awaited only further down; a fault that fails first must not leave it unheard.
    alarm?.catch(() => undefined);
    const failed: Promise<never>[] = [];
    for (const fault of drill.faults) {
      const injected = await this.options.range.injectFault(fault);
      faults.push(injected);
      await this.phase('fault', injected.text);
      failed.push(failureOf(injected));
      if (fault.kind === 'traffic' && fault.wait)
        await Promise.race([injected.over, failureOf(injected), interruption(signal)]);
    }
    if (alarm === null) return null;
    const watching = new AbortController();
    const watch = this.watch(AbortSignal.any([signal, watching.signal]));
    try {
      return await Promise.race([alarm, ...failed]);
    } finally {
      watching.abort();
      await watch;
    }
  }

  private waitForAlarm(glob: string): Promise<AlarmTransition> {
    const { drill, range, signal } = this.options;
    return new Promise((resolve, reject) => {
      const end = new AbortController();
      const stop = range.onAlarm((transition) => {
        if (transition.to !== 'ALARM' || !matchesGlob(glob, transition.alarm)) return;
        settle(() => resolve(transition));
      });
      const settle = (outcome: () => void): void => {
        stop();
        end.abort();
        outcome();
      };
      range.clock.sleep(drill.recovery.withinSeconds * 1000, AbortSignal.any([signal, end.signal])).then(
        () => settle(() => reject(new SteadyError('DRILL_NOT_RECOVERED', { reason: `no alarm ${glob} came` }))),
        () => settle(() => reject(new SteadyError('INTERRUPTED'))),
      );
    });
  }

  /** Shows what the fault does while the alarm is awaited. */
  private async watch(signal: AbortSignal): Promise<void> {
    const { drill, runbook, host } = this.options;
    const checks = steadyChecks({ ...drill.recovery, health: [] }, runbook);
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

  async open(alarm: AlarmTransition | null, procedure: string): Promise<void> {
    if (alarm) {
      const { at, reason } = alarm;
      await this.record({ type: 'incident-opened', at, incidentId: this.drillId, alarm: alarm.alarm, reason });
    }
    await this.phase('procedure', procedure);
  }

  async prove(alarm: string | null, values: Readonly<Record<string, string>>): Promise<Proof> {
    const { drill, runbook, journal } = this.options;
    const { soakSeconds, withinSeconds } = drill.recovery;
    const checks = recoveryChecks(drill.recovery, { alarm, runbook, values });
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

  async close(proof: Proof, alarm: AlarmTransition | null): Promise<void> {
    const bad = proof.last.filter((result) => !result.ok).map((result) => `${result.check}: ${result.detail}`);
    const note = proof.recovered ? 'recovery is proven' : bad.join('; ');
    if (alarm === null) return this.phase('end', proof.recovered ? 'the outcome is proven' : note);
    await this.record({ type: 'incident-closed', incidentId: this.drillId, recovered: proof.recovered, note });
  }

  private phase(phase: string, text: string): Promise<void> {
    return this.record({ type: 'drill-phase', phase, text });
  }

  private record(event: DrillEvent): Promise<void> {
    const at = 'at' in event && event.at !== undefined ? event.at : this.options.range.clock.now();
    return this.options.journal.append({ ...event, runId: this.drillId, at } as RunEvent);
  }
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const interrupt = () => reject(new SteadyError('INTERRUPTED'));
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
  });
}

/** Rejects when a fault could not do its work: a drill that broke nothing proves nothing. */
function failureOf(fault: InjectedFault): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    fault.over.catch((error: unknown) => {
      const reason = `the fault "${fault.text}" failed: ${error instanceof Error ? error.message : String(error)}`;
      reject(new SteadyError('DRILL_NOT_RECOVERED', { reason }, { cause: error }));
    });
  });
  failure.catch(() => undefined);
  return failure;
}

type OwnEvent = Extract<RunEvent, { type: 'drill-phase' | 'incident-opened' | 'incident-closed' }>;
type DrillEvent = OwnEvent extends infer E
  ? E extends OwnEvent
    ? Omit<E, 'runId' | 'at'> & { at?: number }
    : never
  : never;
