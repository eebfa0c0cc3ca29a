import type { Stack } from '@steadyhand/contracts';
import type { Names } from '../../world/names.ts';
import type { TargetGroup } from '../../world/target-group.ts';

/** What of the range Elastic Load Balancing shows. */
export interface ElbWorld {
  readonly stack: Stack;
  readonly names: Names;
  /** By id in the stack. */
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
  /** On the range's clock. */
  readonly startedAt: number;
}
