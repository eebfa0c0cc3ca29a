import { formatAddress, type Hosts, parseAddress } from './hosts.ts';
import type { Address } from './loopback.ts';
import { writeAtOnce } from './write-at-once.ts';

/** The names of a range, kept in a file as well, where its tasks read them. */
export interface HostTable {
  readonly file: string;
  /** As they are now. */
  readonly hosts: Hosts;
  set(host: string, port: number, address: Address): void;
  /** Makes a name lead where another name leads or an address is, now and later; nowhere for null. */
  point(name: string, to: string | null): void;
}

/** A chain of names that is longer leads nowhere, as one that leads to itself. */
const CHAIN_MAX = 8;

export function createHostTable(file: string): HostTable {
  const servers: Record<string, string> = {};
  const pointers = new Map<string, string>();
  let hosts: Hosts = {};
  const changed = () => {
    hosts = { ...pointed(servers, pointers), ...servers };
    writeAtOnce(file, JSON.stringify(hosts));
  };
  changed();
  return {
    file,
    get hosts() {
      return hosts;
    },
    set(host, port, address) {
      servers[`${host.toLowerCase()}:${port}`] = formatAddress(address);
      changed();
    },
    point(name, to) {
      if (to === null) pointers.delete(name.toLowerCase());
      else pointers.set(name.toLowerCase(), to.toLowerCase());
      changed();
    },
  };
}

/** For each name, the ports of the servers that it leads to in the end. */
function pointed(servers: Hosts, pointers: ReadonlyMap<string, string>): Record<string, string> {
  const entries = Object.entries(servers).map(([key, address]) => {
    const colon = key.lastIndexOf(':');
    return { host: key.slice(0, colon), port: key.slice(colon + 1), address };
  });
  const found: Record<string, string> = {};
  for (const name of pointers.keys()) {
    const end = endOf(name, pointers);
    for (const { host, port, address } of entries) {
      const at = parseAddress(address);
      if (host === end) found[`${name}:${port}`] = address;
      else if (at.host === end) found[`${name}:${at.port}`] ??= address;
    }
  }
  return found;
}

function endOf(name: string, pointers: ReadonlyMap<string, string>): string {
  let end = name;
  for (let i = 0; i < CHAIN_MAX; i++) end = pointers.get(end) ?? end;
  return end;
}
