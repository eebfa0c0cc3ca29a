import { expect, test } from 'vitest';
import type { Stepping } from './policy.ts';
import { checkSteps, steppedCapacity } from './step-scaling.ts';

const PERCENT: Stepping = {
  AdjustmentType: 'PercentChangeInCapacity',
  StepAdjustments: [
    { MetricIntervalUpperBound: -20, ScalingAdjustment: -30 },
    { MetricIntervalLowerBound: -20, MetricIntervalUpperBound: -10, ScalingAdjustment: -10 },
    { MetricIntervalLowerBound: 10, MetricIntervalUpperBound: 20, ScalingAdjustment: 10 },
    { MetricIntervalLowerBound: 20, ScalingAdjustment: 30 },
  ],
};

test.each([
  [10, 5, 10],
  [10, 10, 11],
  [10, 15, 11],
  [10, 20, 13],
  [13, -10, 12],
  [13, -15, 12],
  [13, -20, 10],
  [13, -25, 10],
  [3, 12, 4],
])('from %d tasks, %d beyond the threshold: %d', (current, difference, capacity) => {
  expect(steppedCapacity(PERCENT, current, difference)).toBe(capacity);
});

test('a number of tasks more, a number of tasks, and at least so many', () => {
  const steps = [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 3 }];
  expect(steppedCapacity({ AdjustmentType: 'ChangeInCapacity', StepAdjustments: steps }, 4, 1)).toBe(7);
  expect(steppedCapacity({ AdjustmentType: 'ExactCapacity', StepAdjustments: steps }, 4, 1)).toBe(3);
  expect(steppedCapacity({ ...PERCENT, MinAdjustmentMagnitude: 4 }, 10, 12)).toBe(14);
});

test('steps that overlap are refused', () => {
  const StepAdjustments = [
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20, ScalingAdjustment: 1 },
    { MetricIntervalLowerBound: 10, ScalingAdjustment: 2 },
  ];
  expect(() => checkSteps({ AdjustmentType: 'ChangeInCapacity', StepAdjustments })).toThrow('overlap');
});
