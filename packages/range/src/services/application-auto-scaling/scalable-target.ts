import { randomUUID } from 'node:crypto';

/** Capacity is the number of tasks that a service of ECS should have; nothing else scales here. */
export const NAMESPACE = 'ecs';
export const DIMENSION = 'ecs:service:DesiredCount';

export interface Suspended {
  scaleIn: boolean;
  scaleOut: boolean;
  scheduled: boolean;
}

export interface ScalableTarget {
  /** `service/<cluster>/<service>` */
  resourceId: string;
  arn: string;
  minCapacity: number;
  maxCapacity: number;
  suspended: Suspended;
  createdAt: number;
  tags: Map<string, string>;
}

/** What is scaled, as it is now. */
export interface Scaled {
  readonly desiredCount: number;
  /** A deployment is under way, during which nothing is scaled in. */
  readonly isDeploying: boolean;
  /** Sets the count. `onOver` hears once whether so many tasks were there, or the count was turned back before. */
  setDesiredCount(count: number, onOver: (reached: boolean) => void): void;
}

/** By resource id; undefined when there is no such service. */
export type FindScaled = (resourceId: string) => Scaled | undefined;

export function newTarget(
  resourceId: string,
  limits: Pick<ScalableTarget, 'minCapacity' | 'maxCapacity'>,
  place: { account: string; region: string; now: number },
): ScalableTarget {
  const id = randomUUID().replaceAll('-', '').slice(0, 22);
  return {
    ...limits,
    resourceId,
    arn: `arn:aws:application-autoscaling:${place.region}:${place.account}:scalable-target/${id}`,
    suspended: { scaleIn: false, scaleOut: false, scheduled: false },
    createdAt: place.now,
    tags: new Map(),
  };
}
