import type { Stack } from '@steadyhand/contracts';
import type { Names } from '../../world/names.ts';

/** What of the range RDS shows. */
export interface RdsWorld {
  readonly stack: Stack;
  readonly names: Names;
  /** Whether the server of an instance runs. */
  isRunning(identifier: string): boolean;
  /** On the range's clock. */
  readonly startedAt: number;
}
