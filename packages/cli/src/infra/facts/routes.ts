import type { Stack } from '@steadyhand/contracts';

type LoadBalancer = Stack['loadBalancers'][number];
type Listener = LoadBalancer['listeners'][number];

export interface Route {
  /** `main-443`, and `main-443-1` for its first rule. */
  name: string;
  listener: Listener;
  rules: { name: string; priority: number; paths: string[]; targetGroup: string }[];
}

export function routesOf({ id, listeners }: LoadBalancer): Route[] {
  return listeners.map((listener) => {
    const name = `${id}-${listener.port}`;
    const rules = listener.rules.map((rule, at) => ({ ...rule, name: `${name}-${at + 1}`, priority: at + 1 }));
    return { name, listener, rules };
  });
}

/** What must be there before a service takes a target group: the listeners and rules that lead to it. */
export function routesTo({ loadBalancers }: Stack, targetGroups: readonly string[]) {
  const routes = loadBalancers.flatMap(routesOf);
  return {
    listeners: routes
      .filter(({ listener }) => listener.default !== undefined && targetGroups.includes(listener.default))
      .map(({ name }) => name),
    rules: routes
      .flatMap(({ rules }) => rules)
      .filter(({ targetGroup }) => targetGroups.includes(targetGroup))
      .map(({ name }) => name),
  };
}

/** The load balancer that leads to a target group. */
export function balancerOf({ loadBalancers }: Stack, targetGroup: string): LoadBalancer | undefined {
  return loadBalancers.find(({ listeners }) =>
    listeners.some(({ rules, default: otherwise }) =>
      [otherwise, ...rules.map((rule) => rule.targetGroup)].includes(targetGroup),
    ),
  );
}

/** TLS 1.2 and 1.3: what AWS recommends for HTTPS listeners. */
export const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';
