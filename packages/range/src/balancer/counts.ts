import type { BalancerCounts } from './protocol.ts';

/** Counts what went through the balancer since it was last asked. */
export class Counts {
  #byGroup = new Map<string, BalancerCounts>();

  /** A target was chosen for a request. */
  sent(targetGroup: string): void {
    this.#of(targetGroup).requests += 1;
  }

  answered(targetGroup: string, status: number, seconds: number): void {
    const counts = this.#of(targetGroup);
    counts.responseSeconds.push(seconds);
    if (status >= 500) counts.target5xx += 1;
    else if (status >= 400) counts.target4xx += 1;
    else if (status >= 300) counts.target3xx += 1;
    else counts.target2xx += 1;
  }

  /** The balancer itself answered, because no target could or none was to. */
  refused(targetGroup: string, status: number): void {
    const { elb } = this.#of(targetGroup);
    elb[status] = (elb[status] ?? 0) + 1;
  }

  take(): BalancerCounts[] {
    const all = [...this.#byGroup.values()];
    this.#byGroup = new Map();
    return all;
  }

  #of(targetGroup: string): BalancerCounts {
    const found = this.#byGroup.get(targetGroup);
    if (found) return found;
    const fresh = {
      targetGroup,
      requests: 0,
      target2xx: 0,
      target3xx: 0,
      target4xx: 0,
      target5xx: 0,
      elb: {},
      responseSeconds: [],
    };
    this.#byGroup.set(targetGroup, fresh);
    return fresh;
  }
}
