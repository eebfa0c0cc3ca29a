import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { filtered } from '../filters.ts';
import { egressView, ruleView } from '../rules.ts';
import { type Ec2World, stopDryRun } from '../world.ts';

const LISTED_DEFAULT = 1000;

export function describeSecurityGroupRules(
  world: Ec2World,
  input: Checked<DescribeSecurityGroupRulesRequest>,
): DescribeSecurityGroupRulesResult {
  stopDryRun(input);
  const all = world.securityGroups
    .all()
    .flatMap((group) => [...group.rules.map((rule) => ruleView(world, group, rule)), egressView(world, group)]);
  const wanted = input.SecurityGroupRuleIds ?? [];
  const unknown = wanted.find((id) => all.every(({ SecurityGroupRuleId }) => SecurityGroupRuleId !== id));
  if (unknown !== undefined) throw unknownRule(unknown);
  const found = all.filter(({ SecurityGroupRuleId: id = '' }) => wanted.length === 0 || wanted.includes(id));
  const { items, nextToken } = page(filtered(found, input.Filters, TEXTS), {
    limit: input.MaxResults ?? LISTED_DEFAULT,
    token: input.NextToken,
    invalidToken: 'InvalidNextToken',
  });
  return { SecurityGroupRules: items, NextToken: nextToken };
}

const TEXTS = {
  'group-id': ({ GroupId = '' }: SecurityGroupRule) => [GroupId],
  'security-group-rule-id': ({ SecurityGroupRuleId = '' }: SecurityGroupRule) => [SecurityGroupRuleId],
};

export function unknownRule(id: string): AwsError {
  return new AwsError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
}
