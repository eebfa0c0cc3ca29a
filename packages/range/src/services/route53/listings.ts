import type {
  ListHostedZonesByNameRequest,
  ListHostedZonesByNameResponse,
  ListHostedZonesRequest,
  ListHostedZonesResponse,
  ListResourceRecordSetsRequest,
  ListResourceRecordSetsResponse,
} from '@aws-sdk/client-route-53';
import { AwsError, type Checked } from '../../wire/service.ts';
import { recordView, zoneView } from './views.ts';
import { compareNames, fullName, type Zones } from './zones.ts';

const LISTED_MAX = 300;
const ZONES_MAX = 100;

export function listHostedZones(zones: Zones, input: Checked<ListHostedZonesRequest>): ListHostedZonesResponse {
  const { Marker = '', MaxItems = ZONES_MAX, HostedZoneType, DelegationSetId } = input;
  if (DelegationSetId !== undefined) {
    throw new AwsError('NoSuchDelegationSet', `No delegation set found with ID: ${DelegationSetId}`);
  }
  const all = HostedZoneType === 'PrivateHostedZone' ? [] : zones.all().sort((a, b) => (a.id < b.id ? -1 : 1));
  const rest = all.filter(({ id }) => id >= Marker);
  const next = rest[MaxItems];
  return {
    HostedZones: rest.slice(0, MaxItems).map(zoneView),
    Marker,
    MaxItems,
    IsTruncated: next !== undefined,
    NextMarker: next?.id,
  };
}

export function listHostedZonesByName(
  zones: Zones,
  input: Checked<ListHostedZonesByNameRequest>,
): ListHostedZonesByNameResponse {
  const { DNSName, HostedZoneId, MaxItems = ZONES_MAX } = input;
  const from = DNSName === undefined ? '' : fullName(DNSName);
  const rest = zones.all().filter(({ name, id }) => {
    const order = from === '' ? 1 : compareNames(name, from);
    return order > 0 || (order === 0 && id >= (HostedZoneId ?? ''));
  });
  const next = rest[MaxItems];
  return {
    HostedZones: rest.slice(0, MaxItems).map(zoneView),
    DNSName: DNSName === undefined ? undefined : from,
    HostedZoneId,
    MaxItems,
    IsTruncated: next !== undefined,
    NextDNSName: next?.name,
    NextHostedZoneId: next?.id,
  };
}

export function listResourceRecordSets(
  zones: Zones,
  input: Checked<ListResourceRecordSetsRequest>,
): ListResourceRecordSetsResponse {
  const { HostedZoneId, StartRecordName, StartRecordType = '', MaxItems = LISTED_MAX } = input;
  if (StartRecordType !== '' && StartRecordName === undefined) {
    throw new AwsError('InvalidInput', 'Invalid request: StartRecordType is given without StartRecordName.');
  }
  const from = StartRecordName === undefined ? null : fullName(StartRecordName);
  const rest = zones.get(HostedZoneId).records.filter(({ name, type }) => {
    const order = from === null ? 1 : compareNames(name, from);
    return order > 0 || (order === 0 && type >= StartRecordType);
  });
  const limit = Math.min(MaxItems, LISTED_MAX);
  const next = rest[limit];
  return {
    ResourceRecordSets: rest.slice(0, limit).map(recordView),
    MaxItems: limit,
    IsTruncated: next !== undefined,
    NextRecordName: next?.name,
    NextRecordType: next && recordView(next).Type,
  };
}
