import type { ListenerConfig, TargetConfig } from './protocol.ts';

/** What a listener decides about a path. */
export interface Decision {
  /** Null: answer 404. */
  targetGroup: string | null;
  /** Of the rule that took the request, from 1 on; 0 is the default rule. */
  priority: number;
}

/** The rules of a listener, asked in order. */
export class Router {
  readonly #rules: { patterns: RegExp[]; decision: Decision }[];
  readonly #default: Decision;

  constructor({ rules, default: fallback }: Pick<ListenerConfig, 'rules' | 'default'>) {
    this.#rules = rules.map(({ paths, targetGroup }, index) => ({
      patterns: paths.map(pathPattern),
      decision: { targetGroup, priority: index + 1 },
    }));
    this.#default = { targetGroup: fallback, priority: 0 };
  }

  decide(path: string): Decision {
    const rule = this.#rules.find(({ patterns }) => patterns.some((pattern) => pattern.test(path)));
    return rule ? rule.decision : this.#default;
  }
}

/** ELB's path patterns: `*` is any number of characters, `?` exactly one, and case matters. */
function pathPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
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
