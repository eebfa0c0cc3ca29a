import type { Alarms } from '../alarms.ts';

/** EnableAlarmActions and DisableAlarmActions; names that do not exist are passed over, as in CloudWatch. */
export function setAlarmActions(alarms: Alarms, names: readonly string[], enabled: boolean): Record<never, never> {
  for (const alarm of alarms.all()) {
    if (names.includes(alarm.config.name)) alarm.config = { ...alarm.config, actionsEnabled: enabled };
  }
  return {};
}
