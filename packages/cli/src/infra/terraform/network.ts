import type { Exporting } from '../exporting.ts';
import { ingressRules, isIpv6 } from '../facts/ingress.ts';
import type { Resource } from '../tree.ts';

export function securityGroups({ stack, attribute, input }: Exporting): Resource[] {
  const groups = stack.securityGroups.flatMap(({ id, name, description }) => [
    { type: 'aws_security_group', name: id, body: { name, description, vpc_id: input('vpc-id') } },
    {
      type: 'aws_vpc_security_group_egress_rule',
      name: id,
      body: { security_group_id: attribute('securityGroup', id, 'id'), ip_protocol: '-1', cidr_ipv4: '0.0.0.0/0' },
    },
  ]);
  const rules = ingressRules(stack).map(({ name, group, rule }) => ({
    type: 'aws_vpc_security_group_ingress_rule',
    name,
    body: {
      security_group_id: attribute('securityGroup', group, 'id'),
      ip_protocol: 'tcp',
      from_port: rule.fromPort,
      to_port: rule.toPort,
      ...('cidr' in rule.source
        ? { [isIpv6(rule.source.cidr) ? 'cidr_ipv6' : 'cidr_ipv4']: rule.source.cidr }
        : { referenced_security_group_id: attribute('securityGroup', rule.source.securityGroup, 'id') }),
      description: rule.description === '' ? undefined : rule.description,
    },
  }));
  return [...groups, ...rules];
}
