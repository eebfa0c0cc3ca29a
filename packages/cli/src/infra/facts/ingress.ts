import type { Stack } from '@steadyhand/contracts';

type Group = Stack['securityGroups'][number];

export interface IngressRule {
  /** After what it allows, so that a rule keeps its name when others come and go. */
  name: string;
  /** Id of the group that it belongs to. */
  group: string;
  rule: Group['ingress'][number];
}

/** Rules stand apart from their groups: groups may then name each other. */
export function ingressRules({ securityGroups }: Stack): IngressRule[] {
  return securityGroups.flatMap(({ id, ingress }) =>
    ingress.map((rule) => {
      const { fromPort, toPort, source } = rule;
      const ports = fromPort === toPort ? `${fromPort}` : `${fromPort}-to-${toPort}`;
      const from = 'cidr' in source ? source.cidr : source.securityGroup;
      return { name: `${id}-${ports}-from-${from}`, group: id, rule };
    }),
  );
}

export function isIpv6(cidr: string): boolean {
  return cidr.includes(':');
}
