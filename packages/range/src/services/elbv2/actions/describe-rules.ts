import type { DescribeRulesInput, DescribeRulesOutput, Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { type ListenerPlace, listenerByArn, listenersOf, targetGroupArn } from '../find.ts';
import type { ElbWorld } from '../world.ts';
import { defaultAction } from './describe-listeners.ts';

export function describeRules(world: ElbWorld, input: Checked<DescribeRulesInput>): DescribeRulesOutput {
  if (input.ListenerArn) return { Rules: rulesOf(world, listenerByArn(world, input.ListenerArn)) };
  if (!input.RuleArns?.length) {
    throw new AwsError('ValidationError', 'You must specify either listener rule ARNs or a listener ARN');
  }
  const places = world.stack.loadBalancers.flatMap((spec) => listenersOf(world, spec));
  const all = places.flatMap((place) => rulesOf(world, place));
  return {
    Rules: input.RuleArns.map((arn) => {
      const found = all.find(({ RuleArn }) => RuleArn === arn);
      if (!found) throw new AwsError('RuleNotFound', 'One or more rules not found');
      return found;
    }),
  };
}

/** The default rule is the last one, as AWS gives it. */
function rulesOf(world: ElbWorld, { loadBalancer, listener }: ListenerPlace): Rule[] {
  const arn = (index: number) => world.names.rule(loadBalancer.name, listener.port, index);
  const rules = listener.rules.map(({ paths, targetGroup }, index) => ({
    RuleArn: arn(index),
    Priority: String(index + 1),
    Conditions: [{ Field: 'path-pattern', Values: paths, PathPatternConfig: { Values: paths } }],
    Actions: [{ Type: 'forward' as const, Order: 1, TargetGroupArn: targetGroupArn(world, targetGroup) }],
    IsDefault: false,
  }));
  const last = {
    RuleArn: arn(listener.rules.length),
    Priority: 'default',
    Conditions: [],
    Actions: [defaultAction(world, listener.default)],
    IsDefault: true,
  };
  return [...rules, last];
}
