import type { DescribeEventsMessage, EventsMessage } from '@aws-sdk/client-rds';
import type { Checked } from '../../../wire/service.ts';
import { invalidCombination, refuseIdle } from '../checks.ts';
import { rdsPage } from '../rds-page.ts';
import type { RdsWorld } from '../world.ts';

const ACTING = [
  'SourceIdentifier',
  'SourceType',
  'StartTime',
  'EndTime',
  'Duration',
  'EventCategories',
  'MaxRecords',
  'Marker',
];
const MINUTE_MS = 60_000;
/** Minutes, when the request says nothing. */
const DURATION_DEFAULT = 60;

/** The first comes first. */
export function describeEvents({ instances }: RdsWorld, input: Checked<DescribeEventsMessage>): EventsMessage {
  refuseIdle('DescribeEvents', input, ACTING);
  const { SourceIdentifier: source, SourceType: type, StartTime, EndTime, Duration, EventCategories } = input;
  if (source !== undefined && type === undefined) {
    throw invalidCombination('Cannot specify source identifier without source type');
  }
  const end = EndTime?.getTime() ?? instances.clock.now();
  const start = StartTime?.getTime() ?? end - (Duration ?? DURATION_DEFAULT) * MINUTE_MS;
  const found = instances.events
    .all()
    .filter(
      (event) =>
        event.at >= start &&
        event.at <= end &&
        (type === undefined || event.sourceType === type) &&
        (source === undefined || event.source === source.toLowerCase()) &&
        (EventCategories === undefined || EventCategories.includes(event.category)),
    );
  const { items, marker } = rdsPage(found, input);
  return {
    Events: items.map((event) => ({
      SourceIdentifier: event.source,
      SourceType: event.sourceType,
      SourceArn: event.arn,
      EventCategories: [event.category],
      Message: event.message,
      Date: new Date(event.at),
    })),
    Marker: marker,
  };
}
