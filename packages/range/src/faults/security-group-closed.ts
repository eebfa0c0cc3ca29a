import { type Fault, type InjectedFault, type Stack, SteadyError } from '@steadyhand/contracts';
import type { Firewall } from '../network/firewall.ts';
import type { Gate } from '../network/gate.ts';
import { isSameRule, type SecurityGroup, type SecurityGroups } from '../network/security-groups.ts';
import type { Names } from '../world/names.ts';

export interface FirewallWorld {
  readonly world: { readonly stack: Stack; readonly names: Names; readonly securityGroups: SecurityGroups };
  readonly firewall: Firewall;
  readonly gates: ReadonlySet<Gate>;
}

type ClosedFault = Extract<Fault, { kind: 'security-group-closed' }>;

/** Somebody revoked the rules. Whoever authorises them again has mended it. */
export async function injectSecurityGroupClosed(
  { world, firewall, gates }: FirewallWorld,
  fault: ClosedFault,
): Promise<InjectedFault> {
  const group = groupOf(world, fault);
  const { port } = fault;
  const isMeant = ({ fromPort, toPort }: SecurityGroup['rules'][number]) =>
    port === undefined || fromPort === -1 || (fromPort <= port && port <= toPort);
  const revoked = group.rules.filter(isMeant);
  world.securityGroups.setRules(
    group,
    group.rules.filter((rule) => !revoked.includes(rule)),
  );
  if (fault.cut) {
    for (const gate of gates) if (firewall.isGuardedBy(gate.address, group.id)) gate.cut();
  }
  return {
    text: `${revoked.length} ingress rules of ${group.name} revoked`,
    over: Promise.resolve(),
    async clear() {
      const missing = revoked.filter((rule) => !group.rules.some((existing) => isSameRule(existing, rule)));
      world.securityGroups.setRules(group, [...group.rules, ...missing]);
    },
  };
}

function groupOf({ stack, names, securityGroups }: FirewallWorld['world'], { securityGroup: wanted }: ClosedFault) {
  const spec = stack.securityGroups.find(({ id, name }) => id === wanted || name === wanted);
  const group = securityGroups.find(spec ? names.securityGroupId(spec.name) : wanted);
  if (group) return group;
  const known = stack.securityGroups.map(({ id }) => id).join(', ') || 'none';
  const reason = `the stack has no security group of this name; it has: ${known}`;
  throw new SteadyError('FAULT_UNKNOWN', { fault: `security-group-closed ${wanted}`, reason });
}
