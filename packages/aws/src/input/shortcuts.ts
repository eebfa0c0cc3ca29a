/** Options that the AWS CLI adds to operations and turns into their input (awscli/customizations, Apache-2.0). */
import type { ParsedCommand } from '@steadyhand/aws-catalog';
import { unsupported } from '../connection.ts';
import { CommandFailure, EXIT, usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import type { Params } from '../schema.ts';
import { resolveValue } from './file-values.ts';

/** Throws for an added option that is not carried out here. */
export async function applyShortcuts(params: Params, parsed: ParsedCommand, io: Io): Promise<void> {
  const added = new Map(
    parsed.given
      .filter(({ flag }) => flag.member === null && !GENERAL.has(flag.name))
      .map(({ flag, values }) => [flag.name, values[0]?.text ?? 'true']),
  );
  const name = `${parsed.service} ${parsed.command}`;
  if (name === 'ec2 run-instances') applyCount(params, added);
  if (added.size === 0) return;
  if (name === 'cloudwatch put-metric-data') applyMetric(params, added);
  if (/^ec2 (authorize|revoke)-security-group-(in|e)gress$/.test(name)) applyPermission(params, added);
  if (parsed.service === 'lambda' && added.has('zip-file')) {
    const zip = await resolveValue(added.get('zip-file') ?? '', '--zip-file', io);
    added.delete('zip-file');
    if (typeof zip === 'string') throw usageFailure('--zip-file must be a zip file with the fileb:// prefix.');
    if (parsed.command === 'create-function') params.Code = { ...(params.Code as object), ZipFile: zip };
    else params.ZipFile = zip;
  }
  const [left] = added.keys();
  if (left !== undefined) throw unsupported(`${name} --${left}`);
}

const GENERAL = new Set([
  'cli-input-json',
  'cli-input-yaml',
  'generate-cli-skeleton',
  'starting-token',
  'page-size',
  'max-items',
]);

/** `--count 2` or `--count 1:3`; one instance unless it is given. */
function applyCount(params: Params, added: Map<string, string>): void {
  const count =
    added.get('count') ?? (params.MinCount === undefined && params.MaxCount === undefined ? '1' : undefined);
  if (count === undefined) return;
  const [least = '', most = least] = count.split(':');
  if (!/^\d+$/.test(least) || !/^\d+$/.test(most))
    throw usageFailure('count parameter should be of form a single integer or two integers separated by a colon');
  params.MinCount = Number(least);
  params.MaxCount = Number(most);
  added.delete('count');
}

/** One metric by options of its own, after awscli/customizations/putmetricdata.py (Apache-2.0). */
function applyMetric(params: Params, added: Map<string, string>): void {
  if (params.MetricData !== undefined)
    throw usageFailure(`The following arguments are mutually exclusive: --metric-data and --${[...added.keys()][0]}`);
  const metric: Record<string, unknown> = {};
  const members = { 'metric-name': 'MetricName', timestamp: 'Timestamp', unit: 'Unit' };
  for (const [option, member] of Object.entries(members)) if (added.has(option)) metric[member] = added.get(option);
  if (added.has('value')) metric.Value = decimal(added.get('value') ?? '');
  if (added.has('storage-resolution')) metric.StorageResolution = decimal(added.get('storage-resolution') ?? '');
  if (added.has('dimensions'))
    metric.Dimensions = pairs(added.get('dimensions') ?? '').map(([Name, Value]) => ({ Name, Value }));
  if (added.has('statistic-values')) {
    const values = pairs(added.get('statistic-values') ?? '').map(([key, value]) => [key, decimal(value)] as const);
    metric.StatisticValues = Object.fromEntries(values);
  }
  params.MetricData = [metric];
  added.clear();
}

function pairs(text: string): [string, string][] {
  return text.split(',').map((pair) => {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    return [key.trim(), value];
  });
}

function decimal(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value))
    throw new CommandFailure(EXIT.other, "\n[<class 'decimal.ConversionSyntax'>]\n");
  return value;
}

function applyPermission(params: Params, added: Map<string, string>): void {
  const take = (name: string) => {
    const value = added.get(name);
    added.delete(name);
    return value;
  };
  const [protocol, port, cidr, group, owner] = ['protocol', 'port', 'cidr', 'source-group', 'group-owner'].map(take);
  const permission: Record<string, unknown> = {};
  if (protocol !== undefined) permission.IpProtocol = protocol === 'all' ? '-1' : protocol;
  if (port !== undefined) {
    const range = /^(-?\d+)(?:-(\d+))?$/.exec(port);
    if (port !== 'all' && !range)
      throw usageFailure('port parameter should be of the form <from[-to]> (e.g. 22 or 22-25)');
    permission.FromPort = range ? Number(range[1]) : -1;
    permission.ToPort = range ? Number(range[2] ?? range[1]) : -1;
  }
  if (cidr !== undefined) permission.IpRanges = [{ CidrIp: cidr }];
  if (group !== undefined || owner !== undefined) {
    const pair = { GroupId: group, UserId: owner };
    permission.UserIdGroupPairs = [Object.fromEntries(Object.entries(pair).filter(([, value]) => value !== undefined))];
  }
  params.IpPermissions = [permission];
}
