import type { DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import type { Checked } from '../../../wire/service.ts';
import type { Alarms } from '../alarms.ts';

/** Deletes none when one of them does not exist, or a composite alarm looks at it. */
export function deleteAlarms(alarms: Alarms, input: Checked<DeleteAlarmsInput>): Record<never, never> {
  alarms.delete(input.AlarmNames);
  return {};
}
