import { type Clock, type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import type { Dependency } from '../world/dependency.ts';
import { untilOver } from './until-over.ts';

export interface DependencyWorld {
  readonly dependencies: readonly Dependency[];
  /** Faults last as long as people and processes need, so on the wall. */
  readonly wall: Clock;
}

type DependencyFault = Extract<Fault, { kind: 'dependency' }>;

/** A dependency becomes slow or answers with errors; it mends after `forSeconds`, or when cleared. */
export async function injectDependencyFault(
  { dependencies, wall }: DependencyWorld,
  fault: DependencyFault,
): Promise<InjectedFault> {
  const dependency = dependencies.find(({ id, host }) => id === fault.dependency || host === fault.dependency);
  if (!dependency) {
    const known = dependencies.map(({ id }) => id).join(', ') || 'none';
    const reason = `the stack has no dependency of this name; it has: ${known}`;
    throw new SteadyError('FAULT_UNKNOWN', { fault: `dependency ${fault.dependency}`, reason });
  }
  const { latencyMs, errorRate, forSeconds } = fault;
  const mend = dependency.impair({ latencyMs, errorRate });
  const cleared = new AbortController();
  const over = untilOver(wall, forSeconds, cleared.signal).then(mend);
  return {
    text: textOf(dependency, fault),
    over,
    async clear() {
      cleared.abort();
      await over;
    },
  };
}

function textOf({ host }: Dependency, { latencyMs, errorRate, forSeconds }: DependencyFault): string {
  const slow = latencyMs > 0 ? [`answers after ${latencyMs} ms`] : [];
  const failing = errorRate > 0 ? [`fails ${Math.round(errorRate * 100)} % of requests`] : [];
  const during = forSeconds === undefined ? '' : ` for ${forSeconds} s`;
  return `${host} ${[...slow, ...failing].join(' and ')}${during}`;
}
