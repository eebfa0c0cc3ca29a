import { writeFileSync } from 'node:fs';
import { formatAddress, type Hosts } from './hosts.ts';
import type { Address } from './loopback.ts';

/** The names of a range, kept in a file as well, where its tasks read them. */
export interface HostTable {
  readonly file: string;
  readonly hosts: Hosts;
  set(host: string, port: number, address: Address): void;
}

export function createHostTable(file: string): HostTable {
  const hosts: Record<string, string> = {};
  const write = () => writeFileSync(file, JSON.stringify(hosts));
  write();
  return {
    file,
    hosts,
    set(host, port, address) {
      hosts[`${host.toLowerCase()}:${port}`] = formatAddress(address);
      write();
    },
  };
}
