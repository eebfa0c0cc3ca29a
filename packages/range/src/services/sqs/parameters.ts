import { AwsError } from '../../wire/service.ts';

/** A number within SQS's bounds; undefined stays undefined. */
export function bounded(
  name: string,
  value: number | undefined,
  [least, most]: readonly [number, number],
): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}

export const VISIBILITY_SECONDS = [0, 43_200] as const;
