import type { CreateLogGroupRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Checked } from '../../../wire/service.ts';
import type { LogStore } from '../log-store.ts';

export function createLogGroup(logs: LogStore, input: Checked<CreateLogGroupRequest>): Record<never, never> {
  logs.createGroup(input.logGroupName);
  return {};
}
