import type { PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { isComposite } from '../alarm.ts';
import type { Alarms } from '../alarms.ts';
import { parseCompositeRule } from '../composite-rule.ts';

export function putCompositeAlarm(alarms: Alarms, input: Checked<PutCompositeAlarmInput>): Record<never, never> {
  if (input.ActionsSuppressor !== undefined || input.Tags?.length) {
    throw new AwsError(
      'NotImplemented',
      'cloudwatch ActionsSuppressor and Tags of composite alarms are not implemented in this range.',
      501,
    );
  }
  const { OKActions: ok = [], AlarmActions: alarm = [], InsufficientDataActions: insufficient = [] } = input;
  alarms.checkActions([...ok, ...alarm, ...insufficient]);
  const rule = parseCompositeRule(input.AlarmRule);
  const wrong = rule.alarms.find((name) => !alarms.find(name) || leadsTo(alarms, name, input.AlarmName));
  if (wrong !== undefined) {
    throw new AwsError('ValidationError', `Could not save the composite alarm as alarm rule is invalid: ${wrong}`);
  }
  alarms.put({
    kind: 'composite',
    name: input.AlarmName,
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: ok,
    alarmActions: alarm,
    insufficientDataActions: insufficient,
    rule,
  });
  return {};
}

/** Whether an alarm looks at another, be it through others: a circle would never come to rest. */
function leadsTo(alarms: Alarms, from: string, target: string): boolean {
  if (from === target) return true;
  const alarm = alarms.find(from);
  return (
    alarm !== undefined && isComposite(alarm) && alarm.config.rule.alarms.some((name) => leadsTo(alarms, name, target))
  );
}
