import type { ListenerConfig, TargetConfig } from './protocol.ts';

/** The target group that takes a request; null for none. Rules are asked in order. */
export function targetGroupFor(listener: ListenerConfig, path: string): string | null {
  const rule = listener.rules.find(({ paths }) => paths.some((pattern) => matchesPath(pattern, path)));
  return rule ? rule.targetGroup : listener.default;
}

/** ELB's path patterns: `*` is any number of characters, `?` exactly one, and case matters. */
export function matchesPath(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(path);
}

/** The targets of one group as the balancer uses them. */
export class TargetPool {
  readonly #active = new Map<string, number>();
  #targets: TargetConfig[] = [];
  #turn = 0;
  readonly #onDrained: (id: string) => void;

  constructor(onDrained: (id: string) => void) {
    this.#onDrained = onDrained;
  }

  set(targets: TargetConfig[]): void {
    this.#targets = targets;
    for (const { id, state } of targets) {
      if (state === 'draining' && !this.#active.get(id)) this.#onDrained(id);
    }
  }

  /** The next healthy target in turn, leaving out those that were tried; null when there is none. */
  next(tried: ReadonlySet<string>): TargetConfig | null {
    const healthy = this.#targets.filter(({ id, state }) => state === 'healthy' && !tried.has(id));
    this.#turn += 1;
    return healthy[this.#turn % healthy.length] ?? null;
  }

  /** Counts a request as under way until the function that is returned is called. */
  begin(id: string): () => void {
    this.#active.set(id, (this.#active.get(id) ?? 0) + 1);
    let over = false;
    return () => {
      if (over) return;
      over = true;
      const left = (this.#active.get(id) ?? 1) - 1;
      if (left > 0) return void this.#active.set(id, left);
      this.#active.delete(id);
      if (this.#targets.some((target) => target.id === id && target.state === 'draining')) this.#onDrained(id);
    };
  }
}
