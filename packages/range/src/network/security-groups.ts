import { randomBytes } from 'node:crypto';
import type { Stack } from '@steadyhand/contracts';
import type { Names } from '../world/names.ts';

/** From where: another group's members, or a block of addresses. */
export type RuleSource = { readonly groupId: string } | { readonly cidr: string };

/** TCP from a source to ports `fromPort` to `toPort`; both are -1 in a rule for every protocol and port. */
export interface IngressRule {
  readonly id: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly source: RuleSource;
  readonly description: string;
}

export type NewRule = Omit<IngressRule, 'id'>;

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The rule that lets everything out, which every group has. */
  readonly egressRuleId: string;
  rules: readonly IngressRule[];
}

/** The security groups of one region and who listens for changes of their rules. */
export class SecurityGroups {
  readonly #groups: SecurityGroup[] = [];
  readonly #listeners = new Set<() => void>();

  declare(stack: Stack, names: Names): void {
    const idOf = (id: string) => names.securityGroupId(stack.securityGroups.find((g) => g.id === id)?.name ?? id);
    for (const { name, description, ingress } of stack.securityGroups) {
      const id = names.securityGroupId(name);
      if (this.find(id)) continue;
      const rules = ingress.map(({ source, fromPort, toPort, description: text }) => ({
        id: newRuleId(),
        fromPort,
        toPort,
        description: text,
        source: 'cidr' in source ? { cidr: source.cidr } : { groupId: idOf(source.securityGroup) },
      }));
      this.#groups.push({ id, name, description, egressRuleId: newRuleId(), rules });
    }
    this.#tell();
  }

  all(): readonly SecurityGroup[] {
    return this.#groups;
  }

  find(id: string): SecurityGroup | undefined {
    return this.#groups.find((group) => group.id === id);
  }

  setRules(group: SecurityGroup, rules: readonly IngressRule[]): void {
    group.rules = rules;
    this.#tell();
  }

  /** Sources that may connect to a port of what is in all these groups. */
  sourcesOf(groupIds: readonly string[], port: number): string[] {
    const rules = groupIds.flatMap((id) => this.find(id)?.rules ?? []);
    const open = rules.filter(({ fromPort, toPort }) => fromPort === -1 || (fromPort <= port && port <= toPort));
    return [...new Set(open.map(({ source }) => peerOf(source)))];
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export function newRuleId(): string {
  return `sgr-${randomBytes(9).toString('hex').slice(0, 17)}`;
}

/** Whether both admit the same, whatever they are called. */
export function isSameRule(a: NewRule, b: NewRule): boolean {
  return a.fromPort === b.fromPort && a.toPort === b.toPort && peerOf(a.source) === peerOf(b.source);
}

/** The block or the group that a rule admits. */
export function peerOf(source: RuleSource): string {
  return 'cidr' in source ? source.cidr : source.groupId;
}
