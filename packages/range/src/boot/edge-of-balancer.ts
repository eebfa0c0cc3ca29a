import type { MetricSink } from '../ports.ts';
import { publishInspected } from '../services/wafv2/publish-inspected.ts';
import type { BalancerAcl, LoadBalancerSpec } from '../world/load-balancer.ts';
import type { World } from '../world/world.ts';

/** The web ACL that a load balancer asks; null for none. */
export function aclOf(
  { world, metrics }: { world: World; metrics: MetricSink },
  spec: LoadBalancerSpec,
): BalancerAcl | null {
  const { webAcls, names, stack, clock } = world;
  const declared = stack.webAcls.find(({ id }) => id === spec.webAcl);
  const acl = declared && webAcls.byArn(names.webAcl(declared.name));
  if (!acl) return null;
  return {
    config: () => webAcls.config(acl),
    onChange: (listener) => webAcls.onChange(acl, listener),
    report(inspected) {
      acl.samples.add(inspected);
      acl.limited = inspected.limited;
      publishInspected(metrics, { webAcl: acl.name, region: names.region, at: clock.now() }, inspected);
    },
  };
}
