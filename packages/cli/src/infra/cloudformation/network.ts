import type { Exporting } from '../exporting.ts';
import { ingressRules, isIpv6 } from '../facts/ingress.ts';
import type { Resource } from '../tree.ts';
import { resource } from './resource.ts';

/** A group for which no rule is given lets everything out. */
export function securityGroups({ stack, attribute, input }: Exporting): Resource[] {
  const groups = stack.securityGroups.map(({ id, name, description }) =>
    resource('SecurityGroup', id, {
      body: { GroupName: name, GroupDescription: description, VpcId: input('vpc-id') },
    }),
  );
  const rules = ingressRules(stack).map(({ name, group, rule }) =>
    resource('Ingress', name, {
      body: {
        GroupId: attribute('securityGroup', group, 'id'),
        IpProtocol: 'tcp',
        FromPort: rule.fromPort,
        ToPort: rule.toPort,
        ...('cidr' in rule.source
          ? { [isIpv6(rule.source.cidr) ? 'CidrIpv6' : 'CidrIp']: rule.source.cidr }
          : { SourceSecurityGroupId: attribute('securityGroup', rule.source.securityGroup, 'id') }),
        Description: rule.description === '' ? undefined : rule.description,
      },
    }),
  );
  return [...groups, ...rules];
}
