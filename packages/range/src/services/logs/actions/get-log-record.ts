import type { GetLogRecordRequest, GetLogRecordResponse } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { discover, rowOfEvent } from '../insights/row.ts';
import { toText } from '../insights/value.ts';
import type { LogEvent, LogStore } from '../log-store.ts';

/** The whole event behind an `@ptr` of a query's results. */
export function getLogRecord(logs: LogStore, input: Checked<GetLogRecordRequest>): GetLogRecordResponse {
  const { log, stream, sequence } = pointed(input.logRecordPointer);
  const group = logs.group(log.slice(log.indexOf(':') + 1));
  const event = group.streams.get(stream)?.events.find((one) => one.sequence === sequence);
  if (!event) throw new AwsError('ResourceNotFoundException', 'The specified log record does not exist.');
  return { logRecord: fieldsOf(event, log) };
}

function fieldsOf(event: LogEvent, log: string): Record<string, string> {
  const row = rowOfEvent({ event, log });
  const names = ['@message', '@logStream', '@log', '@ptr', ...discover(event.message).keys()];
  return {
    '@timestamp': String(event.at),
    '@ingestionTime': String(event.ingestedAt),
    ...Object.fromEntries(names.map((name) => [name, toText(row.get(name))])),
  };
}

function pointed(pointer: string): { log: string; stream: string; sequence: number } {
  try {
    const [log, stream, sequence]: unknown[] = JSON.parse(Buffer.from(pointer, 'base64').toString());
    if (typeof log === 'string' && typeof stream === 'string' && typeof sequence === 'number') {
      return { log, stream, sequence };
    }
  } catch {
    // Said below, as for any other text that no query gave.
  }
  throw new AwsError('InvalidParameterException', 'The specified logRecordPointer is invalid.');
}
