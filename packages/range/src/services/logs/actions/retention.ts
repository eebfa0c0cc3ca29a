import type { PutRetentionPolicyRequest } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { LogStore } from '../log-store.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export function putRetentionPolicy(logs: LogStore, input: Checked<PutRetentionPolicyRequest>): Record<never, never> {
  const { retentionInDays } = input;
  if (!DAYS.includes(retentionInDays)) {
    throw new AwsError(
      'InvalidParameterException',
      `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${DAYS.join(', ')}]`,
    );
  }
  logs.group(input.logGroupName).retentionDays = retentionInDays;
  return {};
}
