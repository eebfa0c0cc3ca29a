import type { CompositeAlarm, DescribeAlarmsInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { type Alarm, isComposite, isMetricAlarm } from '../alarm.ts';
import type { Alarms } from '../alarms.ts';
import { describeAlarm, describeComposite } from '../describe-alarm.ts';

const DEFAULT_RECORDS = 50;
const MAX_RECORDS = 100;

/** Composite alarms are shown only to who asks for them. */
export function describeAlarms(alarms: Alarms, input: Checked<DescribeAlarmsInput>): DescribeAlarmsOutput {
  if (input.ChildrenOfAlarmName !== undefined) return relatives(alarms, childrenOf(alarms, input.ChildrenOfAlarmName));
  if (input.ParentsOfAlarmName !== undefined) return relatives(alarms, parentsOf(alarms, input.ParentsOfAlarmName));
  const { items, nextToken } = page(alarms.all().filter(matches(input)), {
    limit: limitOf(input.MaxRecords),
    token: input.NextToken,
  });
  return {
    MetricAlarms: items.filter(isMetricAlarm).map(describeAlarm),
    CompositeAlarms: items.filter(isComposite).map(describeComposite),
    NextToken: nextToken,
  };
}

function limitOf(records = DEFAULT_RECORDS): number {
  if (records >= 1 && records <= MAX_RECORDS) return records;
  throw new AwsError('ValidationError', `Value '${records}' at 'maxRecords' must be between 1 and ${MAX_RECORDS}.`);
}

function matches(input: Checked<DescribeAlarmsInput>): (alarm: Alarm) => boolean {
  const { AlarmNames, AlarmNamePrefix = '', StateValue, ActionPrefix, AlarmTypes = ['MetricAlarm'] } = input;
  const types = AlarmTypes as readonly string[];
  return ({ config, state }) =>
    types.includes(config.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm') &&
    (AlarmNames === undefined || AlarmNames.includes(config.name)) &&
    config.name.startsWith(AlarmNamePrefix) &&
    (StateValue === undefined || StateValue === state.value) &&
    (ActionPrefix === undefined ||
      [...config.okActions, ...config.alarmActions, ...config.insufficientDataActions].some((action) =>
        action.startsWith(ActionPrefix),
      ));
}

function childrenOf(alarms: Alarms, name: string): string[] {
  const alarm = alarms.get(name);
  return isComposite(alarm) ? alarm.config.rule.alarms : [];
}

function parentsOf(alarms: Alarms, name: string): string[] {
  const parents = alarms.all().filter(isComposite);
  return parents.filter(({ config }) => config.rule.alarms.includes(name)).map(({ config }) => config.name);
}

/** Of relatives CloudWatch shows no more than who they are and how they stand. */
function relatives(alarms: Alarms, names: readonly string[]): DescribeAlarmsOutput {
  const shown = ({ config, arn, state, updatedAt, transitionedAt }: Alarm): CompositeAlarm => ({
    AlarmName: config.name,
    AlarmArn: arn,
    StateValue: state.value,
    StateUpdatedTimestamp: new Date(updatedAt),
    StateTransitionedTimestamp: new Date(transitionedAt),
  });
  const found = names.flatMap((name) => alarms.find(name) ?? []);
  return {
    MetricAlarms: found.filter((alarm) => !isComposite(alarm)).map(shown),
    CompositeAlarms: found.filter(isComposite).map(shown),
  };
}
