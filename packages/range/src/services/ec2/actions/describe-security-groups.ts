import type { DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult, IpPermission } from '@aws-sdk/client-ec2';
import { type IngressRule, peerOf, type SecurityGroup } from '../../../network/security-groups.ts';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { type FilterTexts, filtered } from '../filters.ts';
import { vpcId } from '../network.ts';
import { namedGroup, protocolOf } from '../rules.ts';
import { type Ec2World, stopDryRun } from '../world.ts';

const LISTED_DEFAULT = 1000;

export function describeSecurityGroups(
  world: Ec2World,
  input: Checked<DescribeSecurityGroupsRequest>,
): DescribeSecurityGroupsResult {
  stopDryRun(input);
  const named = [
    ...(input.GroupIds ?? []).map((GroupId) => namedGroup(world, { GroupId })),
    ...(input.GroupNames ?? []).map((GroupName) => namedGroup(world, { GroupName })),
  ];
  const wanted = named.length > 0 ? named : world.securityGroups.all();
  const { items, nextToken } = page(filtered(wanted, input.Filters, textsOf(world)), {
    limit: input.MaxResults ?? LISTED_DEFAULT,
    token: input.NextToken,
    invalidToken: 'InvalidNextToken',
  });
  return { SecurityGroups: items.map((group) => groupView(world, group)), NextToken: nextToken };
}

function textsOf(world: Ec2World): FilterTexts<SecurityGroup> {
  return {
    'group-id': ({ id }) => [id],
    'group-name': ({ name }) => [name],
    description: ({ description }) => [description],
    'owner-id': () => [world.names.account],
    'vpc-id': () => [vpcId(world)],
    'ip-permission.from-port': ({ rules }) => rules.map(({ fromPort }) => String(fromPort)),
    'ip-permission.to-port': ({ rules }) => rules.map(({ toPort }) => String(toPort)),
    'ip-permission.protocol': ({ rules }) => rules.map(protocolOf),
    'ip-permission.cidr': ({ rules }) => rules.flatMap(({ source }) => ('cidr' in source ? [source.cidr] : [])),
    'ip-permission.group-id': ({ rules }) => rules.flatMap(({ source }) => ('cidr' in source ? [] : [source.groupId])),
  };
}

function groupView(world: Ec2World, { id, name, description, rules }: SecurityGroup) {
  const { account, region } = world.names;
  return {
    GroupId: id,
    GroupName: name,
    Description: description,
    OwnerId: account,
    VpcId: vpcId(world),
    SecurityGroupArn: `arn:aws:ec2:${region}:${account}:security-group/${id}`,
    IpPermissions: permissionsOf(rules, account),
    IpPermissionsEgress: [
      {
        IpProtocol: '-1',
        IpRanges: [{ CidrIp: '0.0.0.0/0' }],
        Ipv6Ranges: [],
        PrefixListIds: [],
        UserIdGroupPairs: [],
      },
    ],
    Tags: [],
  };
}

/** Rules of the same ports are shown as one permission with several sources. */
function permissionsOf(rules: readonly IngressRule[], account: string): IpPermission[] {
  const byPorts = new Map<string, IngressRule[]>();
  for (const rule of rules) {
    const key = `${rule.fromPort}-${rule.toPort}`;
    byPorts.set(key, [...(byPorts.get(key) ?? []), rule]);
  }
  return [...byPorts.values()].map((same) => ({
    ...portsView(same),
    IpRanges: same.flatMap((rule) => ('cidr' in rule.source ? [{ CidrIp: rule.source.cidr, ...texts(rule) }] : [])),
    UserIdGroupPairs: same.flatMap((rule) =>
      'cidr' in rule.source ? [] : [{ GroupId: peerOf(rule.source), UserId: account, ...texts(rule) }],
    ),
    Ipv6Ranges: [],
    PrefixListIds: [],
  }));
}

function portsView([rule]: readonly IngressRule[]) {
  if (!rule || rule.fromPort === -1) return { IpProtocol: '-1' };
  return { IpProtocol: 'tcp', FromPort: rule.fromPort, ToPort: rule.toPort };
}

function texts({ description }: IngressRule) {
  return description ? { Description: description } : {};
}
