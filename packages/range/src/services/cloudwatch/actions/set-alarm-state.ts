import type { SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import type { Checked } from '../../../wire/service.ts';
import type { Alarms } from '../alarms.ts';

/** Lasts until the next evaluation. */
export function setAlarmState(alarms: Alarms, input: Checked<SetAlarmStateInput>): Record<never, never> {
  alarms.setState(alarms.get(input.AlarmName), {
    value: input.StateValue,
    reason: input.StateReason,
    data: input.StateReasonData,
  });
  return {};
}
