import { isIPv4 } from 'node:net';
import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { IngressRule, NewRule, SecurityGroup } from '../../network/security-groups.ts';
import { AwsError, type Checked } from '../../wire/service.ts';
import { type Ec2World, groupOf, notImplemented } from './world.ts';

/** The two ways in which a call may name rules: `IpPermissions`, or one in members of the call itself. */
export interface RulesInput {
  GroupId?: string | undefined;
  GroupName?: string | undefined;
  IpPermissions?: Checked<IpPermission>[] | undefined;
  IpProtocol?: string | undefined;
  FromPort?: number | undefined;
  ToPort?: number | undefined;
  CidrIp?: string | undefined;
  SourceSecurityGroupName?: string | undefined;
  SourceSecurityGroupOwnerId?: string | undefined;
}

/** @throws {AwsError} for a group that a call does not name or that does not exist. */
export function namedGroup(world: Ec2World, { GroupId, GroupName }: RulesInput): SecurityGroup {
  if (GroupId !== undefined) return groupOf(world, GroupId);
  if (GroupName === undefined) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter groupName or groupId');
  }
  // Names are for groups of the default VPC, as is the range's.
  const group = world.securityGroups.all().find(({ name }) => name === GroupName);
  if (group) return group;
  throw new AwsError('InvalidGroup.NotFound', `The security group '${GroupName}' does not exist in default VPC`);
}

export function rulesOf(world: Ec2World, input: RulesInput): NewRule[] {
  if (input.SourceSecurityGroupName !== undefined) throw notImplemented('SourceSecurityGroupName');
  const permissions = input.IpPermissions ?? (input.IpProtocol === undefined ? [] : [ownPermission(input)]);
  return permissions.flatMap((permission) => rulesOfPermission(world, permission));
}

function ownPermission({ IpProtocol, FromPort, ToPort, CidrIp }: RulesInput): Checked<IpPermission> {
  return { IpProtocol, FromPort, ToPort, IpRanges: CidrIp === undefined ? [] : [{ CidrIp }] };
}

function rulesOfPermission(world: Ec2World, permission: Checked<IpPermission>): NewRule[] {
  const { Ipv6Ranges = [], PrefixListIds = [], IpRanges = [], UserIdGroupPairs = [] } = permission;
  if (Ipv6Ranges.length > 0) throw notImplemented('IPv6 ranges');
  if (PrefixListIds.length > 0) throw notImplemented('prefix lists');
  const ports = portsOf(permission);
  return [
    ...IpRanges.map(({ CidrIp = '', Description = '' }) => ({
      ...ports,
      source: { cidr: checkedCidr(CidrIp) },
      description: Description,
    })),
    ...UserIdGroupPairs.map(({ GroupId = '', Description = '' }) => ({
      ...ports,
      source: { groupId: groupOf(world, GroupId).id },
      description: Description,
    })),
  ];
}

/** Only TCP connections are made in a range, so rules are for them or for everything. */
function portsOf({ IpProtocol, FromPort, ToPort }: Checked<IpPermission>): { fromPort: number; toPort: number } {
  if (IpProtocol === '-1') return { fromPort: -1, toPort: -1 };
  if (IpProtocol !== 'tcp' && IpProtocol !== '6') throw notImplemented(`protocol ${IpProtocol}`);
  if (FromPort === undefined || ToPort === undefined || FromPort > ToPort || FromPort < 0 || ToPort > 65_535) {
    throw new AwsError('InvalidParameterValue', `Invalid TCP port range: ${FromPort} to ${ToPort}`);
  }
  return { fromPort: FromPort, toPort: ToPort };
}

function checkedCidr(cidr: string): string {
  const [network = '', bits = ''] = cidr.split('/');
  if (isIPv4(network) && /^\d{1,2}$/.test(bits) && Number(bits) <= 32) return cidr;
  throw new AwsError('InvalidParameterValue', `CIDR block ${cidr} is malformed`);
}

export function protocolOf({ fromPort }: NewRule): string {
  return fromPort === -1 ? '-1' : 'tcp';
}

export function ruleView({ names }: Ec2World, group: SecurityGroup, rule: IngressRule): SecurityGroupRule {
  const { source } = rule;
  return {
    SecurityGroupRuleId: rule.id,
    GroupId: group.id,
    GroupOwnerId: names.account,
    IsEgress: false,
    IpProtocol: protocolOf(rule),
    FromPort: rule.fromPort,
    ToPort: rule.toPort,
    ...('cidr' in source
      ? { CidrIpv4: source.cidr }
      : { ReferencedGroupInfo: { GroupId: source.groupId, UserId: names.account } }),
    ...(rule.description && { Description: rule.description }),
    Tags: [],
  };
}

export function egressView({ names }: Ec2World, group: SecurityGroup): SecurityGroupRule {
  return {
    SecurityGroupRuleId: group.egressRuleId,
    GroupId: group.id,
    GroupOwnerId: names.account,
    IsEgress: true,
    IpProtocol: '-1',
    FromPort: -1,
    ToPort: -1,
    CidrIpv4: '0.0.0.0/0',
    Tags: [],
  };
}
