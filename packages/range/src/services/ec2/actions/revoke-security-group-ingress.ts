import type { RevokeSecurityGroupIngressRequest, RevokeSecurityGroupIngressResult } from '@aws-sdk/client-ec2';
import { type IngressRule, isSameRule, peerOf, type SecurityGroup } from '../../../network/security-groups.ts';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { namedGroup, protocolOf, rulesOf } from '../rules.ts';
import { type Ec2World, refuseIdle, stopDryRun } from '../world.ts';
import { unknownRule } from './describe-security-group-rules.ts';

type Input = Checked<RevokeSecurityGroupIngressRequest>;

/** New connections are dropped from then on; those that exist are tracked, and stay. */
export function revokeSecurityGroupIngress(world: Ec2World, input: Input): RevokeSecurityGroupIngressResult {
  const group = namedGroup(world, input);
  const revoked = input.SecurityGroupRuleIds ? byId(group, input.SecurityGroupRuleIds) : byContent(world, group, input);
  if (revoked.length === 0) {
    throw new AwsError(
      'MissingParameter',
      'The request must contain the parameter ipPermissions or securityGroupRuleIds',
    );
  }
  refuseIdle(world, group);
  stopDryRun(input);
  world.securityGroups.setRules(
    group,
    group.rules.filter((rule) => !revoked.includes(rule)),
  );
  return {
    Return: true,
    RevokedSecurityGroupRules: revoked.map((rule) => ({
      SecurityGroupRuleId: rule.id,
      GroupId: group.id,
      IsEgress: false,
      IpProtocol: protocolOf(rule),
      FromPort: rule.fromPort,
      ToPort: rule.toPort,
      ...('cidr' in rule.source ? { CidrIpv4: rule.source.cidr } : { ReferencedGroupId: peerOf(rule.source) }),
    })),
  };
}

function byId(group: SecurityGroup, ids: readonly string[]): IngressRule[] {
  return ids.map((id) => {
    const rule = group.rules.find((existing) => existing.id === id);
    if (!rule) throw unknownRule(id);
    return rule;
  });
}

function byContent(world: Ec2World, group: SecurityGroup, input: Input): IngressRule[] {
  return rulesOf(world, input).map((wanted) => {
    const rule = group.rules.find((existing) => isSameRule(existing, wanted));
    if (rule) return rule;
    throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  });
}
