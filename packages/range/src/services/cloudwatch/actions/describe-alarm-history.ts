import type { DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { Alarms } from '../alarms.ts';

const DEFAULT_RECORDS = 100;

export function describeAlarmHistory(
  alarms: Alarms,
  input: Checked<DescribeAlarmHistoryInput>,
): DescribeAlarmHistoryOutput {
  const { AlarmName, HistoryItemType, StartDate, EndDate, AlarmTypes = ['MetricAlarm'] } = input;
  if (input.AlarmContributorId !== undefined) {
    throw new AwsError('NotImplemented', 'cloudwatch alarm contributors are not implemented in this range.', 501);
  }
  const found = alarms.history.items.filter(
    (item) =>
      (AlarmName === undefined || item.AlarmName === AlarmName) &&
      (AlarmTypes as string[]).includes(item.AlarmType ?? '') &&
      (HistoryItemType === undefined || item.HistoryItemType === HistoryItemType) &&
      (StartDate === undefined || (item.Timestamp ?? StartDate) >= StartDate) &&
      (EndDate === undefined || (item.Timestamp ?? EndDate) <= EndDate),
  );
  const ordered = input.ScanBy === 'TimestampAscending' ? found.reverse() : found;
  const { items, nextToken } = page(ordered, { limit: input.MaxRecords ?? DEFAULT_RECORDS, token: input.NextToken });
  return { AlarmHistoryItems: items, NextToken: nextToken };
}
