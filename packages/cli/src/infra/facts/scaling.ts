import type { Stack } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import { notExportable } from '../find.ts';
import type { Template } from '../tree.ts';
import { targetGroupsOf } from './container.ts';
import { balancerOf } from './routes.ts';

type Service = Stack['services'][number];
export type Scaling = NonNullable<Service['scaling']>;
export type ScalingPolicy = Scaling['policies'][number];
export interface ScaledService extends Service {
  scaling: Scaling;
}

export function scaledServices({ services }: Stack): ScaledService[] {
  return services.flatMap((service) => (service.scaling ? [{ ...service, scaling: service.scaling }] : []));
}

/** By which Application Auto Scaling knows a service. */
export function scalableTarget({ text, attribute, stack }: Exporting, { id }: Service): Template {
  return text`service/${attribute('cluster', stack.cluster.id, 'name')}/${attribute('service', id, 'name')}`;
}

/** Of what requests per target are counted; undefined for other metrics. */
export function resourceLabel(
  exporting: Exporting,
  service: Service,
  { name, metric }: ScalingPolicy,
): Template | undefined {
  if (metric !== 'ALBRequestCountPerTarget') return undefined;
  const { stack, attribute, text } = exporting;
  const [group] = targetGroupsOf(stack, service.id);
  const balancer = group && balancerOf(stack, group.id);
  if (!balancer) throw notExportable(`The scaling policy ${name}`, `no load balancer leads to ${service.name}`);
  return text`${attribute('loadBalancer', balancer.id, 'arnSuffix')}/${attribute('targetGroup', group.id, 'arnSuffix')}`;
}
