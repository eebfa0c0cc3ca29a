import { type BlackHole, openBlackHole } from './black-hole.ts';
import { type FirewallRules, isAdmitted, type Source } from './firewall-rules.ts';
import { formatAddress } from './hosts.ts';
import type { Address, Loopback } from './loopback.ts';
import type { SecurityGroups } from './security-groups.ts';
import { writeAtOnce } from './write-at-once.ts';

/**
 * Puts security groups into effect. As on AWS they are asked when a connection is made; one that exists stays.
 *
 * F1 A task asks the rules itself, in `task/preload.ts`, and connects to the black hole where it is not admitted, so that
 *    it sees a timeout and not a refusal.
 * F2 A gate asks them too and holds who is not admitted in silence, whatever program went round the first rule.
 * F3 What is in no security group is open.
 */
export interface Firewall {
  readonly file: string;
  /** Guards what listens at an address; `port` is the one that clients know it by. */
  guard(address: Address, guarded: Guarded): Promise<void>;
  admits(to: Address, from: Source): boolean;
  isGuardedBy(address: Address, groupId: string): boolean;
  close(): Promise<void>;
}

export interface Guarded {
  groups: SecurityGroups;
  groupIds: readonly string[];
  port: number;
}

/** That of the discard protocol (RFC 863); nobody asks for it. */
const BLACK_HOLE_PORT = 9;

export function createFirewall(file: string, loopback: Loopback): Firewall {
  const guarded = new Map<string, Guarded>();
  const followed = new Set<SecurityGroups>();
  let blackHole: Promise<BlackHole> | null = null;
  let rules: FirewallRules = { blackHole: null, guarded: {} };

  function write(): void {
    const sources = [...guarded].map(([to, { groups, groupIds, port }]) => [to, groups.sourcesOf(groupIds, port)]);
    rules = { ...rules, guarded: Object.fromEntries(sources) };
    writeAtOnce(file, JSON.stringify(rules));
  }
  function follow(groups: SecurityGroups): void {
    if (followed.has(groups)) return;
    followed.add(groups);
    groups.onChange(write);
  }
  write();
  return {
    file,
    async guard(address, guarding) {
      if (guarding.groupIds.length === 0) {
        if (guarded.delete(formatAddress(address))) write();
        return;
      }
      blackHole ??= loopback.claim(BLACK_HOLE_PORT).then(openBlackHole);
      rules = { ...rules, blackHole: (await blackHole).address };
      guarded.set(formatAddress(address), guarding);
      follow(guarding.groups);
      write();
    },
    admits: (to, from) => isAdmitted(rules, to, from),
    isGuardedBy: (address, groupId) => guarded.get(formatAddress(address))?.groupIds.includes(groupId) ?? false,
    close: async () => (await blackHole)?.close(),
  };
}
