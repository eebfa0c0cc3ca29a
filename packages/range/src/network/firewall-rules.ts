import { BlockList, isIPv4 } from 'node:net';
import { formatAddress } from './hosts.ts';
import type { Address } from './loopback.ts';

/** What tasks are told of security groups; kept in a file that they read at each connection. */
export interface FirewallRules {
  /** Where every SYN is dropped. */
  blackHole: Address | null;
  /** By `address:port` of a gate: the security groups and CIDR blocks that may connect. What is not here is open. */
  guarded: Readonly<Record<string, readonly string[]>>;
}

/** Who connects: a task's address, and the security groups that it is in. */
export interface Source {
  address: string;
  groups: readonly string[];
}

export function isAdmitted(rules: FirewallRules, to: Address, from: Source): boolean {
  const sources = rules.guarded[formatAddress(to)];
  return sources === undefined || sources.some((source) => from.groups.includes(source) || isInBlock(source, from));
}

/** Blocks of private addresses (RFC 1918) mean the range's network, whose addresses are loopback ones. */
const PRIVATE = /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./;

function isInBlock(cidr: string, { address }: Source): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  if (!isIPv4(network) || !isIPv4(address)) return false;
  if (PRIVATE.test(network)) return true;
  const block = new BlockList();
  block.addSubnet(network, Number(bits));
  return block.check(address);
}
