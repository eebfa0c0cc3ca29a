import { isIPv4 } from 'node:net';
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { AwsError, type Checked } from '../../wire/service.ts';
import { compareRecords, fullName, type RecordSet, type Zone } from './zones.ts';

const TYPES = new Set(['A', 'CNAME', 'TXT']);
const UNSUPPORTED = [
  'SetIdentifier',
  'Weight',
  'Region',
  'GeoLocation',
  'Failover',
  'MultiValueAnswer',
  'HealthCheckId',
  'TrafficPolicyInstanceId',
  'CidrRoutingConfig',
  'GeoProximityLocation',
] as const;

/** Whether an alias may lead to a name that lies in a zone of this id. */
export type AliasExists = (zoneId: string, dnsName: string) => boolean;

/**
 * The records of a zone after a batch, which is carried out whole or not at all.
 * @throws {AwsError} InvalidChangeBatch with everything that is wrong, InvalidInput
 */
export function changedRecords(zone: Zone, changes: readonly Checked<Change>[], aliasExists: AliasExists): RecordSet[] {
  const problems: string[] = [];
  let records = [...zone.records];
  for (const { Action, ResourceRecordSet: given } of changes) {
    const wanted = readRecord(given, Action);
    const before = records.find(({ name, type }) => name === wanted.name && type === wanted.type);
    const problem = problemOf(wanted, { zone, records, aliasExists }) ?? actionProblem(Action, wanted, before);
    if (problem !== null) {
      problems.push(problem);
      continue;
    }
    records = records.filter((record) => record !== before);
    if (Action !== 'DELETE') records.push(wanted);
  }
  if (problems.length > 0) throw new AwsError('InvalidChangeBatch', `[${problems.join(', ')}]`);
  return records.sort(compareRecords);
}

function readRecord(given: Checked<ResourceRecordSet>, action: string): RecordSet {
  const { Name, Type, TTL, ResourceRecords, AliasTarget } = given;
  const unsupported = UNSUPPORTED.find((name) => given[name] !== undefined);
  if (unsupported || !TYPES.has(Type)) {
    const what = unsupported ? `with ${unsupported}` : `of type ${Type}`;
    throw new AwsError('NotImplemented', `route-53: records ${what} are not implemented in this range.`, 501);
  }
  const where = `in Change with [Action=${action}, Name=${fullName(Name)}, Type=${Type}, SetIdentifier=null]`;
  if (AliasTarget ? ResourceRecords || TTL !== undefined : !ResourceRecords?.length) {
    const what = 'Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]';
    throw new AwsError(
      'InvalidInput',
      `Invalid request: ${what}, but found ${AliasTarget ? 'more than one' : 'none'} ${where}`,
    );
  }
  if (!AliasTarget && TTL === undefined) {
    throw new AwsError('InvalidInput', `Invalid request: Missing field 'TTL' ${where}`);
  }
  return {
    name: fullName(Name),
    type: Type,
    ttl: TTL ?? null,
    values: (ResourceRecords ?? []).map(({ Value }) => Value),
    alias: AliasTarget
      ? {
          zoneId: AliasTarget.HostedZoneId,
          dnsName: fullName(AliasTarget.DNSName),
          evaluateTargetHealth: AliasTarget.EvaluateTargetHealth,
        }
      : null,
  };
}

function problemOf(
  { name, type, values, alias }: RecordSet,
  { zone, records, aliasExists }: { zone: Zone; records: readonly RecordSet[]; aliasExists: AliasExists },
): string | null {
  if (name !== zone.name && !name.endsWith(`.${zone.name}`)) {
    return `RRSet with DNS name ${name} is not permitted in zone ${zone.name}`;
  }
  if (type === 'CNAME' && name === zone.name) {
    return `RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${zone.name}`;
  }
  const others = records.filter((record) => record.name === name && record.type !== type);
  if (others.some((record) => type === 'CNAME' || record.type === 'CNAME')) {
    return `RRSet of type ${type} with DNS name ${name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`;
  }
  const noAddress = type === 'A' ? values.find((value) => !isIPv4(value)) : undefined;
  if (noAddress !== undefined) {
    return `Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '${noAddress}''`;
  }
  const unquoted = type === 'TXT' ? values.find((value) => !/^(".*"\s*)+$/s.test(value)) : undefined;
  if (unquoted !== undefined) {
    return `Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '${unquoted}''`;
  }
  if (alias && !aliasExists(alias.zoneId, alias.dnsName)) {
    return `Tried to create an alias that targets ${alias.dnsName}, type ${type} in zone ${alias.zoneId}, but the alias target name does not lie within the target zone`;
  }
  return null;
}

function actionProblem(action: string, wanted: RecordSet, before: RecordSet | undefined): string | null {
  const what = `resource record set [name='${wanted.name}', type='${wanted.type}']`;
  if (action === 'CREATE') return before ? `Tried to create ${what} but it already exists` : null;
  if (action !== 'DELETE') return null;
  if (!before) return `Tried to delete ${what} but it was not found`;
  const isSame = JSON.stringify(before) === JSON.stringify(wanted);
  return isSame ? null : `Tried to delete ${what} but the values provided do not match the current values`;
}
