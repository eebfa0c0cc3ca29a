import { isIP } from 'node:net';
import { type FirewallRules, isAdmitted } from '../network/firewall-rules.ts';
import { addressOf, type Hosts, locate } from '../network/hosts.ts';
import type { Address } from '../network/loopback.ts';

/** The network as one task sees it: itself, and what the range has. */
export interface OwnNetwork {
  /** Where the task lives; `localhost` and the wildcard addresses mean this. */
  readonly address: string;
  /** The security groups that it is in. */
  readonly groups: readonly string[];
  hosts(): Hosts;
  firewall(): FirewallRules;
}

const SELF = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', '']);

/**
 * Where a connection to a name or address really goes: to the black hole when a security group is closed to this task;
 * null when it would leave the range.
 */
export function destination(network: OwnNetwork, host: string, port: number): Address | null {
  const to = place(network, host, port);
  if (!to) return null;
  const rules = network.firewall();
  return isAdmitted(rules, to, network) ? to : rules.blackHole;
}

function place(network: OwnNetwork, host: string, port: number): Address | null {
  const hosts = network.hosts();
  const known = locate(hosts, host, port);
  if (known) return known;
  if (isIP(host) && Object.values(hosts).includes(`${host}:${port}`)) return { host, port };
  return SELF.has(host) || host === network.address ? { host: network.address, port } : null;
}

/** What a name resolves to; null for a name that the range does not have. */
export function resolveName(network: OwnNetwork, host: string): string | null {
  if (isIP(host) && !SELF.has(host)) return host;
  return SELF.has(host) ? network.address : addressOf(network.hosts(), host);
}

/** Where a server that asks for `host` may listen: nowhere but at the task's own address. */
export function listenAddress(network: OwnNetwork, host: string | undefined): string | null {
  return host === undefined || SELF.has(host) || host === network.address ? network.address : null;
}
