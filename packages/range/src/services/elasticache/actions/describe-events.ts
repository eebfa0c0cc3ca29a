import type { DescribeEventsMessage, Event, EventsMessage } from '@aws-sdk/client-elasticache';
import type { Checked } from '../../../wire/service.ts';
import { cacheMember } from '../../../world/names.ts';
import { page } from '../../page.ts';
import { type ElastiCacheWorld, invalidCombination } from '../world.ts';

const LISTED_DEFAULT = 100;
const MINUTE_MS = 60_000;

/** Of the last hour when no time is said; each event is one of the group, as of its one cluster. */
export function describeEvents(world: ElastiCacheWorld, input: Checked<DescribeEventsMessage>): EventsMessage {
  const { SourceIdentifier: wanted, SourceType: type, StartTime, EndTime, Duration } = input;
  if (wanted !== undefined && type === undefined) {
    throw invalidCombination('SourceType must be specified together with SourceIdentifier.');
  }
  if (Duration !== undefined && StartTime) throw invalidCombination('Duration and StartTime exclude each other.');
  const end = EndTime?.getTime() ?? world.clock.now();
  const start = StartTime?.getTime() ?? end - (Duration ?? 60) * MINUTE_MS;
  const events = eventsOf(world)
    .filter(({ SourceIdentifier }) => wanted === undefined || SourceIdentifier === wanted)
    .filter(({ SourceType }) => type === undefined || SourceType === type)
    .filter(({ Date: at }) => at !== undefined && start <= at.getTime() && at.getTime() <= end);
  const { items, nextToken } = page(events, {
    limit: input.MaxRecords ?? LISTED_DEFAULT,
    token: input.Marker,
    invalidToken: 'InvalidParameterValue',
  });
  return { Events: items, Marker: nextToken };
}

function eventsOf({ caches }: ElastiCacheWorld): Event[] {
  return [...caches.values()].flatMap(({ id, events }) =>
    events.flatMap(({ at, message }): Event[] => [
      { SourceIdentifier: id, SourceType: 'replication-group', Message: message, Date: new Date(at) },
      { SourceIdentifier: cacheMember(id), SourceType: 'cache-cluster', Message: message, Date: new Date(at) },
    ]),
  );
}
