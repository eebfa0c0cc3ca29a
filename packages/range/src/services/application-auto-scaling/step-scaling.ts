import { AwsError } from '../../wire/service.ts';
import type { Stepping } from './policy.ts';

/** Throws `ValidationException` for steps that say nothing or overlap. */
export function checkSteps({ AdjustmentType, StepAdjustments = [] }: Stepping): void {
  if (AdjustmentType === undefined || StepAdjustments.length === 0) {
    throw new AwsError('ValidationException', 'AdjustmentType and StepAdjustments are required for step scaling.');
  }
  const bounds = StepAdjustments.map(boundsOf).sort(([a], [b]) => a - b);
  const isWrong = bounds.some(([lower, upper], i) => lower >= upper || upper > (bounds[i + 1]?.[0] ?? upper));
  if (isWrong) throw new AwsError('ValidationException', 'The step adjustments must not overlap or be empty.');
}

/**
 * The capacity that the step for this breach asks for; the current one where there is no such step. The difference
 * between metric and threshold decides: above it a step's lower bound belongs to it, below its upper one does.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepAdjustment.html
 */
export function steppedCapacity(stepping: Stepping, current: number, difference: number): number {
  const step = (stepping.StepAdjustments ?? []).find((one) => {
    const [lower, upper] = boundsOf(one);
    return difference >= 0 ? lower <= difference && difference < upper : lower < difference && difference <= upper;
  });
  if (!step) return current;
  const { ScalingAdjustment: by } = step;
  if (stepping.AdjustmentType === 'ExactCapacity') return by;
  if (stepping.AdjustmentType === 'ChangeInCapacity') return current + by;
  return current + percentChange((current * by) / 100, stepping.MinAdjustmentMagnitude ?? 1);
}

/** More than one is rounded towards nothing, less is one; and it is never less than the least magnitude. */
function percentChange(change: number, leastMagnitude: number): number {
  const size = Math.abs(change);
  const rounded = size > 1 ? Math.floor(size) : size > 0 ? 1 : 0;
  return rounded === 0 ? 0 : Math.sign(change) * Math.max(rounded, leastMagnitude);
}

function boundsOf(step: NonNullable<Stepping['StepAdjustments']>[number]): [number, number] {
  const { MetricIntervalLowerBound = Number.NEGATIVE_INFINITY, MetricIntervalUpperBound = Number.POSITIVE_INFINITY } =
    step;
  return [MetricIntervalLowerBound, MetricIntervalUpperBound];
}
