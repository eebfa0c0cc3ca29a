import type { DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import type { Checked } from '../../../wire/service.ts';
import type { Alarms } from '../alarms.ts';

/** Deletes none when one of them does not exist. */
export function deleteAlarms(alarms: Alarms, input: Checked<DeleteAlarmsInput>): Record<never, never> {
  for (const name of input.AlarmNames) alarms.get(name);
  for (const name of input.AlarmNames) alarms.delete(name);
  return {};
}
