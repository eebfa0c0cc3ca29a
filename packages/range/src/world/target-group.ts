import type { Clock, Stack } from '@steadyhand/contracts';
import type { Address } from '../network/loopback.ts';
import { type CheckFailure, type Health, watchHealth } from './health.ts';

export type TargetState = Health | 'draining';

export interface Target {
  readonly id: string;
  readonly address: Address;
  state: TargetState;
  /** Of the check that made it unhealthy; else null. */
  failure: CheckFailure | null;
}

export type TargetGroupSpec = Stack['targetGroups'][number];

/** Targets of a load balancer with their health. */
export interface TargetGroup {
  /** As it is now. */
  readonly spec: TargetGroupSpec;
  readonly arn: string;
  readonly targets: ReadonlyMap<string, Target>;
  /** Failed checks do not count in the first `graceMs`. */
  register(id: string, address: Address, graceMs: number): void;
  /** Sends nothing new to the target; resolves when its last request is over, at the latest after the delay. */
  drain(id: string): Promise<void>;
  /** Takes out a target that is gone. */
  remove(id: string): void;
  onChange(listener: (target: Target) => void): void;
  /** The most targets that were unhealthy at once since this was asked last: ECS takes them out within moments. */
  takeUnhealthy(): number;
  /** The next check of each target goes by the new values. */
  modify(changes: Partial<HealthSettings>): void;
  /** The load balancer says that a draining target has no request left. */
  drained(id: string): void;
  close(): void;
}

export type HealthSettings = Pick<
  TargetGroupSpec,
  'healthPath' | 'intervalSeconds' | 'healthyThreshold' | 'unhealthyThreshold'
>;

interface Entry extends Target {
  checking: AbortController;
  drained: AbortController;
}

export function createTargetGroup(declared: TargetGroupSpec, arn: string, clock: Clock): TargetGroup {
  let spec = declared;
  const targets = new Map<string, Entry>();
  const listeners = new Set<(target: Target) => void>();
  const unhealthy = () => [...targets.values()].filter(({ state }) => state === 'unhealthy').length;
  let mostUnhealthy = 0;
  const changed = (target: Target) => {
    mostUnhealthy = Math.max(mostUnhealthy, unhealthy());
    for (const listener of listeners) listener(target);
  };
  return {
    get spec() {
      return spec;
    },
    arn,
    modify(changes) {
      spec = { ...spec, ...changes };
    },
    targets,
    register(id, address, graceMs) {
      const entry: Entry = {
        id,
        address,
        state: 'initial',
        failure: null,
        checking: new AbortController(),
        drained: new AbortController(),
      };
      targets.set(id, entry);
      changed(entry);
      void watchHealth({
        address,
        get path() {
          return spec.healthPath;
        },
        get intervalMs() {
          return spec.intervalSeconds * 1000;
        },
        get healthyThreshold() {
          return spec.healthyThreshold;
        },
        get unhealthyThreshold() {
          return spec.unhealthyThreshold;
        },
        graceMs,
        clock,
        signal: entry.checking.signal,
        onChange(health, failure) {
          entry.state = health;
          entry.failure = failure;
          changed(entry);
        },
      });
    },
    async drain(id) {
      const entry = targets.get(id);
      if (!entry) return;
      entry.checking.abort();
      entry.state = 'draining';
      changed(entry);
      await clock.sleep(spec.deregistrationDelaySeconds * 1000, entry.drained.signal).catch(() => {});
      this.remove(id);
    },
    remove(id) {
      const entry = targets.get(id);
      if (!entry) return;
      entry.checking.abort();
      entry.drained.abort();
      targets.delete(id);
      changed(entry);
    },
    onChange: (listener) => void listeners.add(listener),
    takeUnhealthy() {
      const most = mostUnhealthy;
      mostUnhealthy = unhealthy();
      return most;
    },
    drained: (id) => targets.get(id)?.drained.abort(),
    close() {
      for (const entry of targets.values()) {
        entry.checking.abort();
        entry.drained.abort();
      }
    },
  };
}
