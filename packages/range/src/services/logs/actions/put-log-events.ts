import type { PutLogEventsRequest, PutLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { LogGroup, LogStore } from '../log-store.ts';

const DAY_MS = 86_400_000;
const OLDEST_MS = 14 * DAY_MS;
const NEWEST_MS = 2 * 3_600_000;

/** Takes what is neither too old nor too new, and says of the rest where it stood. */
export function putLogEvents(logs: LogStore, now: number, input: Checked<PutLogEventsRequest>): PutLogEventsResponse {
  const group = logs.group(input.logGroupName);
  const stream = logs.stream(group, input.logStreamName);
  const events = input.logEvents;
  if (events.length === 0) throw new AwsError('InvalidParameterException', 'logEvents must not be empty.');
  if (events.some((event, i) => event.timestamp < (events[i - 1]?.timestamp ?? event.timestamp))) {
    throw new AwsError(
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
  }
  const times = events.map(({ timestamp }) => timestamp);
  const rejected = rejectedOf(times, group, now);
  const start = Math.max(rejected.tooOldLogEventEndIndex ?? 0, rejected.expiredLogEventEndIndex ?? 0);
  for (const { timestamp, message } of events.slice(start, rejected.tooNewLogEventStartIndex)) {
    logs.add(stream, { at: timestamp, message });
  }
  return {
    nextSequenceToken: String(stream.events.length),
    ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: rejected }),
  };
}

function rejectedOf(times: readonly number[], { retentionDays }: LogGroup, now: number) {
  const expired = retentionDays === undefined ? 0 : countBefore(times, now - retentionDays * DAY_MS);
  const tooOld = countBefore(times, now - OLDEST_MS);
  const tooNew = times.findIndex((at) => at > now + NEWEST_MS);
  return {
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
    ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
  };
}

function countBefore(times: readonly number[], moment: number): number {
  return times.filter((at) => at < moment).length;
}
