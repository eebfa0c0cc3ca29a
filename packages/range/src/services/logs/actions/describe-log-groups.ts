import type { DescribeLogGroupsRequest, DescribeLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { limitOf } from '../group-of.ts';
import type { LogStore } from '../log-store.ts';
import type { MetricFilters } from '../metric-filters.ts';

export function describeLogGroups(
  logs: LogStore,
  { arnOf, filters }: { arnOf(name: string): string; filters: MetricFilters },
  input: Checked<DescribeLogGroupsRequest>,
): DescribeLogGroupsResponse {
  const { logGroupNamePrefix = '', logGroupNamePattern = '' } = input;
  const found = logs
    .groups()
    .filter(
      ({ name }) =>
        name.startsWith(logGroupNamePrefix) && name.toLowerCase().includes(logGroupNamePattern.toLowerCase()),
    );
  const { items, nextToken } = page(found, {
    limit: limitOf(input.limit, 50),
    token: input.nextToken,
    invalidToken: 'InvalidParameterException',
  });
  return {
    logGroups: items.map((group) => ({
      logGroupName: group.name,
      creationTime: group.createdAt,
      retentionInDays: group.retentionDays,
      metricFilterCount: filters.of(group.name).length,
      arn: `${arnOf(group.name)}:*`,
      storedBytes: 0,
      logGroupClass: 'STANDARD',
      logGroupArn: arnOf(group.name),
    })),
    nextToken,
  };
}
