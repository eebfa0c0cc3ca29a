import type { PutLogEventsRequest, PutLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { LogStore } from '../log-store.ts';

export function putLogEvents(logs: LogStore, input: Checked<PutLogEventsRequest>): PutLogEventsResponse {
  const stream = logs.stream(logs.group(input.logGroupName), input.logStreamName);
  const events = input.logEvents;
  if (events.length === 0) throw new AwsError('InvalidParameterException', 'logEvents must not be empty.');
  if (events.some((event, i) => event.timestamp < (events[i - 1]?.timestamp ?? event.timestamp))) {
    throw new AwsError(
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
  }
  for (const { timestamp, message } of events) logs.add(stream, { at: timestamp, message });
  return { nextSequenceToken: String(stream.events.length) };
}
