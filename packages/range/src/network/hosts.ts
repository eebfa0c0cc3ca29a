import type { Address } from './loopback.ts';

/** `host:port` → `address:port`; `host:*` where the port does not matter. */
export type Hosts = Readonly<Record<string, string>>;

/** Where a name and port lead inside the range; null for what is not in it. Names are compared without case. */
export function locate(hosts: Hosts, host: string, port: number): Address | null {
  const name = host.toLowerCase().replace(/\.$/, '');
  const found = hosts[`${name}:${port}`] ?? hosts[`${name}:*`];
  return found === undefined ? null : parseAddress(found);
}

/** The address of a name whatever the port; null when the range does not have the name. */
export function addressOf(hosts: Hosts, host: string): string | null {
  const name = host.toLowerCase().replace(/\.$/, '');
  const found = Object.entries(hosts).find(([key]) => key.slice(0, key.lastIndexOf(':')) === name);
  return found ? parseAddress(found[1]).host : null;
}

export function formatAddress({ host, port }: Address): string {
  return `${host}:${port}`;
}

export function parseAddress(text: string): Address {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
