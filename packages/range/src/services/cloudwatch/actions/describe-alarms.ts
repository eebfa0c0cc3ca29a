import type { DescribeAlarmsInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { Alarm } from '../alarm.ts';
import type { Alarms } from '../alarms.ts';
import { describeAlarm } from '../describe-alarm.ts';

const DEFAULT_RECORDS = 50;

export function describeAlarms(alarms: Alarms, input: Checked<DescribeAlarmsInput>): DescribeAlarmsOutput {
  if (input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined) {
    throw new AwsError('NotImplemented', 'cloudwatch composite alarms are not implemented in this range.', 501);
  }
  if (input.AlarmTypes && !input.AlarmTypes.includes('MetricAlarm')) return { MetricAlarms: [], CompositeAlarms: [] };
  const { items, nextToken } = page(alarms.all().filter(matches(input)), {
    limit: input.MaxRecords ?? DEFAULT_RECORDS,
    token: input.NextToken,
  });
  return { MetricAlarms: items.map(describeAlarm), CompositeAlarms: [], NextToken: nextToken };
}

function matches(input: Checked<DescribeAlarmsInput>): (alarm: Alarm) => boolean {
  const { AlarmNames, AlarmNamePrefix = '', StateValue, ActionPrefix } = input;
  return ({ config, state }) =>
    (AlarmNames === undefined || AlarmNames.includes(config.name)) &&
    config.name.startsWith(AlarmNamePrefix) &&
    (StateValue === undefined || StateValue === state.value) &&
    (ActionPrefix === undefined ||
      [...config.okActions, ...config.alarmActions, ...config.insufficientDataActions].some((action) =>
        action.startsWith(ActionPrefix),
      ));
}
