/**
 * Loaded into every task before its program. It gives the process what a container has:
 *
 * - names resolve inside the range, and whatever is not in the range is refused;
 * - connections come from the task's own address, where the system has more than one, and security groups are heeded;
 * - servers listen at the task's own address, whatever wildcard they ask for;
 * - the task ends when the range does, also when the range was killed.
 *
 * Configuration: STEADY_RANGE_HOSTS (file with the range's names), STEADY_RANGE_FIREWALL (file with the rules of security
 * groups), STEADY_RANGE_ADDRESS (the task's own address), STEADY_RANGE_GROUPS (its security groups, with commas).
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import type { FirewallRules } from '../network/firewall-rules.ts';
import type { Hosts } from '../network/hosts.ts';
import { destination, listenAddress, type OwnNetwork, resolveName } from './own-network.ts';
import { obeyStrain } from './strain.ts';

const {
  STEADY_RANGE_HOSTS = '',
  STEADY_RANGE_FIREWALL = '',
  STEADY_RANGE_ADDRESS = '127.0.0.1',
  STEADY_RANGE_GROUPS = '',
} = process.env;

const network: OwnNetwork = {
  address: STEADY_RANGE_ADDRESS,
  groups: STEADY_RANGE_GROUPS.split(',').filter(Boolean),
  // Read each time: the range may get new names and rules while the task runs.
  hosts: () => JSON.parse(readFileSync(STEADY_RANGE_HOSTS, 'utf8')) as Hosts,
  firewall: () => JSON.parse(readFileSync(STEADY_RANGE_FIREWALL, 'utf8')) as FirewallRules,
};
/** Elsewhere than on Linux a machine has one loopback address. */
const ownSource = process.platform === 'linux' ? { localAddress: STEADY_RANGE_ADDRESS } : {};

confineConnections();
confineServers();
confineNames();
syncBuiltinESMExports();
obeyStrain();
endWithTheRange();

function refusal(syscall: string, code: string, host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code} ${host}: not in this range`), { code, syscall, hostname: host });
}

interface ConnectOptions {
  host?: string;
  port?: number | string;
  path?: string | null;
}

/** Every TCP and TLS client of Node ends in this one method: `connect(options)`, `(port, host)`, `(path)`, `([options])`. */
function confineConnections(): void {
  const connect = net.Socket.prototype.connect as (...args: unknown[]) => net.Socket;
  function confined(this: net.Socket, ...args: unknown[]): net.Socket {
    const listener = args.findLast((arg) => typeof arg === 'function');
    const normalized = Array.isArray(args[0]) ? args[0] : null;
    const options = connectOptions(normalized ?? args);
    const host = options.host ?? 'localhost';
    const to = options.path ? null : destination(network, host, Number(options.port));
    if (!to) {
      const error = refusal(
        net.isIP(host) ? 'connect' : 'getaddrinfo',
        net.isIP(host) ? 'ECONNREFUSED' : 'ENOTFOUND',
        options.path ?? host,
      );
      process.nextTick(() => this.destroy(error));
      return this;
    }
    const confinedOptions = { ...options, ...to, ...ownSource };
    if (normalized) {
      normalized[0] = confinedOptions;
      return connect.call(this, normalized);
    }
    return connect.call(this, confinedOptions, listener);
  }
  net.Socket.prototype.connect = confined as typeof net.Socket.prototype.connect;
}

function connectOptions([first, second]: unknown[]): ConnectOptions {
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: Number(first), ...(typeof second === 'string' ? { host: second } : {}) };
}

function confineServers(): void {
  const listen = net.Server.prototype.listen as (...args: unknown[]) => net.Server;
  function confined(this: net.Server, ...args: unknown[]): net.Server {
    const listener = args.findLast((arg) => typeof arg === 'function');
    const options = connectOptions(args);
    const host = listenAddress(network, options.host);
    if (host === null || options.path) {
      process.nextTick(() =>
        this.emit('error', refusal('listen', 'EADDRNOTAVAIL', options.path ?? options.host ?? '')),
      );
      return this;
    }
    return listen.call(this, { ...options, host }, listener);
  }
  net.Server.prototype.listen = confined as typeof net.Server.prototype.listen;
}

type LookupCallback = (error: Error | null, address?: string | dns.LookupAddress[], family?: number) => void;

function confineNames(): void {
  const lookup = (host: string, options: unknown, callback?: LookupCallback): void => {
    const done = typeof options === 'function' ? (options as LookupCallback) : callback;
    const all = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
    const address = resolveName(network, host);
    process.nextTick(() => {
      if (address === null) done?.(refusal('getaddrinfo', 'ENOTFOUND', host));
      else if (all) done?.(null, [{ address, family: 4 }]);
      else done?.(null, address, 4);
    });
  };
  const lookupPromise = async (host: string, options?: { all?: boolean }) => {
    const address = resolveName(network, host);
    if (address === null) throw refusal('getaddrinfo', 'ENOTFOUND', host);
    return options?.all ? [{ address, family: 4 }] : { address, family: 4 };
  };
  Object.assign(dns, { lookup });
  Object.assign(dns.promises, { lookup: lookupPromise });
  refuseResolvers();
  dgram.createSocket = () => {
    throw refusal('socket', 'EACCES', 'udp');
  };
}

/** `resolve4` and its like ask a name server, and the range has none. */
function refuseResolvers(): void {
  for (const target of [dns, dns.Resolver.prototype]) {
    for (const name of Object.keys(Object.getOwnPropertyDescriptors(target))) {
      if (!/^(resolve|reverse)/.test(name)) continue;
      Object.assign(target, {
        [name]: (host: string, ...rest: unknown[]) => {
          const done = rest.at(-1);
          if (typeof done === 'function') process.nextTick(() => done(refusal('query', 'ENOTFOUND', host)));
        },
      });
    }
  }
  for (const target of [dns.promises, dns.promises.Resolver.prototype]) {
    for (const name of Object.keys(Object.getOwnPropertyDescriptors(target))) {
      if (!/^(resolve|reverse)/.test(name)) continue;
      Object.assign(target, { [name]: async (host: string) => Promise.reject(refusal('query', 'ENOTFOUND', host)) });
    }
  }
}

function endWithTheRange(): void {
  process.on('disconnect', () => process.exit(1));
  // The listener alone must not keep a task alive that has nothing left to do.
  process.channel?.unref();
}
