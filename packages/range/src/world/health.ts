import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@steadyhand/contracts';
import type { Address } from '../network/loopback.ts';

export type Health = 'initial' | 'healthy' | 'unhealthy';

/** Why a check failed: the status that came in place of 2xx, no answer in time, or no connection. */
export type CheckFailure = number | 'timeout' | 'connection';

export interface HealthCheck {
  address: Address;
  path: string;
  intervalMs: number;
  /** Checks in a row that must pass before what was unhealthy is healthy again. */
  healthyThreshold: number;
  unhealthyThreshold: number;
  /** How long after the start failed checks do not count. */
  graceMs: number;
  clock: Clock;
  signal: AbortSignal;
  /** `failure` is that of the last check; null when it passed. */
  onChange(health: Health, failure: CheckFailure | null): void;
}

/** A real process starts no faster for a fast clock, so the grace period is at least this long in wall time, or its own length. */
const GRACE_WALL_MS = 5000;
/** A new target is asked this often until it first answers, in wall time: starting is what people wait for. */
const FIRST_INTERVAL_MS = 50;
const TIMEOUT_MS = 2000;

/**
 * Asks an HTTP server how it is until the signal aborts. As with an Application Load Balancer, a new target is healthy
 * after the first check that passes, and later changes take as many checks in a row as the thresholds say.
 */
export async function watchHealth(check: HealthCheck): Promise<void> {
  const { signal } = check;
  const graceEnds = check.clock.now() + check.graceMs;
  const graceWallEnds = performance.now() + Math.min(check.graceMs, GRACE_WALL_MS);
  const isGraceOver = () => check.clock.now() >= graceEnds && performance.now() >= graceWallEnds;
  let health: Health = 'initial';
  let inARow = 0;
  while (!signal.aborted) {
    const failure = await ask(check.address, check.path);
    if (signal.aborted) return;
    const passed = failure === null;
    const next: Health = passed ? 'healthy' : 'unhealthy';
    const counts = passed || health !== 'initial' || isGraceOver();
    inARow = next === health || !counts ? 0 : inARow + 1;
    if (inARow >= needed(check, health, passed)) {
      health = next;
      inARow = 0;
      check.onChange(health, failure);
    }
    await pause(check, health);
  }
}

function needed(check: HealthCheck, health: Health, passed: boolean): number {
  if (!passed) return check.unhealthyThreshold;
  return health === 'initial' ? 1 : check.healthyThreshold;
}

async function pause({ clock, signal, intervalMs }: HealthCheck, health: Health): Promise<void> {
  const wait =
    health === 'initial' ? setTimeout(FIRST_INTERVAL_MS, undefined, { signal }) : clock.sleep(intervalMs, signal);
  await wait.catch(() => {});
}

/** Null when it answers with a status of 2xx in time. */
function ask({ host, port }: Address, path: string): Promise<CheckFailure | null> {
  return new Promise((resolve) => {
    const asked = request({ host, port, path, agent: false, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      response.on('end', () => resolve(status >= 200 && status < 300 ? null : status));
      response.on('error', () => resolve('connection'));
    });
    asked.on('timeout', () => {
      resolve('timeout');
      asked.destroy();
    });
    asked.on('error', () => resolve('connection'));
    asked.end();
  });
}
