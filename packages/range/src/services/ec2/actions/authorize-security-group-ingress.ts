import type { AuthorizeSecurityGroupIngressRequest, AuthorizeSecurityGroupIngressResult } from '@aws-sdk/client-ec2';
import { isSameRule, type NewRule, newRuleId, peerOf } from '../../../network/security-groups.ts';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { namedGroup, rulesOf, ruleView } from '../rules.ts';
import { type Ec2World, notImplemented, refuseIdle, stopDryRun } from '../world.ts';

/** Takes effect at the next connection. All rules are added, or none. */
export function authorizeSecurityGroupIngress(
  world: Ec2World,
  input: Checked<AuthorizeSecurityGroupIngressRequest>,
): AuthorizeSecurityGroupIngressResult {
  if (input.TagSpecifications) throw notImplemented('AuthorizeSecurityGroupIngress with TagSpecifications');
  const group = namedGroup(world, input);
  const wanted = rulesOf(world, input);
  if (wanted.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter ipPermissions');
  const duplicate = wanted.find((rule) => group.rules.some((existing) => isSameRule(existing, rule)));
  if (duplicate) {
    const text = `the specified rule "${textOf(duplicate)}, ALLOW" already exists`;
    throw new AwsError('InvalidPermission.Duplicate', text);
  }
  refuseIdle(world, group);
  stopDryRun(input);
  const added = wanted.map((rule) => ({ ...rule, id: newRuleId() }));
  world.securityGroups.setRules(group, [...group.rules, ...added]);
  return { Return: true, SecurityGroupRules: added.map((rule) => ruleView(world, group, rule)) };
}

function textOf({ source, fromPort, toPort }: NewRule): string {
  const protocol = fromPort === -1 ? 'ALL' : `TCP, from port: ${fromPort}, to port: ${toPort}`;
  return `peer: ${peerOf(source)}, ${protocol}`;
}
