import type { ChangeInfo, HostedZone, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { RecordChange } from './changes.ts';
import type { RecordSet, Zone } from './zones.ts';

export function zoneView({ id, name, records }: Zone): HostedZone {
  return {
    Id: `/hostedzone/${id}`,
    Name: name,
    CallerReference: id,
    Config: { PrivateZone: false },
    ResourceRecordSetCount: records.length,
  };
}

export function recordView({ name, type, ttl, values, alias }: RecordSet): ResourceRecordSet {
  const place = { Name: name, Type: type as NonNullable<ResourceRecordSet['Type']> };
  if (!alias) return { ...place, TTL: ttl ?? 0, ResourceRecords: values.map((Value) => ({ Value })) };
  const { zoneId, dnsName, evaluateTargetHealth } = alias;
  return {
    ...place,
    AliasTarget: { HostedZoneId: zoneId, DNSName: dnsName, EvaluateTargetHealth: evaluateTargetHealth },
  };
}

export function changeView({ id, submittedAt, inSync, comment }: RecordChange): ChangeInfo {
  return {
    Id: `/change/${id}`,
    Status: inSync ? 'INSYNC' : 'PENDING',
    SubmittedAt: new Date(submittedAt),
    Comment: comment,
  };
}
