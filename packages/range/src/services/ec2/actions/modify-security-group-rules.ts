import type {
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult,
  SecurityGroupRuleUpdate,
} from '@aws-sdk/client-ec2';
import type { IngressRule } from '../../../network/security-groups.ts';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { rulesOf } from '../rules.ts';
import { type Ec2World, groupOf, refuseIdle, stopDryRun } from '../world.ts';
import { unknownRule } from './describe-security-group-rules.ts';

export function modifySecurityGroupRules(
  world: Ec2World,
  input: Checked<ModifySecurityGroupRulesRequest>,
): ModifySecurityGroupRulesResult {
  const group = groupOf(world, input.GroupId);
  const changed = new Map(input.SecurityGroupRules.map((update) => [update.SecurityGroupRuleId, update]));
  for (const id of changed.keys()) {
    if (group.rules.every((rule) => rule.id !== id)) throw unknownRule(id);
  }
  const rules = group.rules.map((rule) => {
    const update = changed.get(rule.id);
    return update ? updatedRule(world, rule, update) : rule;
  });
  refuseIdle(world, group);
  stopDryRun(input);
  world.securityGroups.setRules(group, rules);
  return { Return: true };
}

/** A rule is given whole; what is left out of it is not kept from before. */
function updatedRule(
  world: Ec2World,
  { id }: IngressRule,
  { SecurityGroupRule: wanted }: Checked<SecurityGroupRuleUpdate>,
): IngressRule {
  const { IpProtocol, FromPort, ToPort, CidrIpv4, ReferencedGroupId, Description } = wanted ?? {};
  const [rule] = rulesOf(world, {
    IpPermissions: [
      {
        IpProtocol,
        FromPort,
        ToPort,
        IpRanges: CidrIpv4 === undefined ? [] : [{ CidrIp: CidrIpv4, Description }],
        UserIdGroupPairs: ReferencedGroupId === undefined ? [] : [{ GroupId: ReferencedGroupId, Description }],
      },
    ],
  });
  if (!rule) throw new AwsError('MissingParameter', `The rule ${id} needs a CidrIpv4 or a ReferencedGroupId.`);
  return { ...rule, id };
}
