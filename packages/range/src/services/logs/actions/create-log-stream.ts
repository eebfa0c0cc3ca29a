import type { CreateLogStreamRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Checked } from '../../../wire/service.ts';
import type { LogStore } from '../log-store.ts';

export function createLogStream(logs: LogStore, input: Checked<CreateLogStreamRequest>): Record<never, never> {
  logs.createStream(logs.group(input.logGroupName), input.logStreamName);
  return {};
}
