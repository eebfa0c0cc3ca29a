import type { Address } from '../../network/loopback.ts';
import type { PoolLimits } from '../../postgres/pooler/pool.ts';
import { type Pooler, startPooler } from '../../postgres/pooler/pooler.ts';
import { AwsError } from '../../wire/service.ts';
import type { Instance } from './instance.ts';
import type { Instances } from './instances.ts';

/** An RDS Proxy with its one target group. */
export interface DbProxy {
  readonly name: string;
  readonly arn: string;
  readonly targetGroupArn: string;
  readonly endpoint: string;
  readonly groupIds: readonly string[];
  target: Instance;
  readonly maxConnectionsPercent: number;
  /** On the range's clock. */
  readonly createdAt: number;
  status: 'creating' | 'available';
  pooler: Pooler | null;
}

export interface NewProxy {
  name: string;
  maxConnectionsPercent: number;
  groupIds: readonly string[];
  target: Instance;
}

/** Defaults of RDS. */
export const MAX_IDLE_PERCENT = 50;
export const BORROW_TIMEOUT_SECONDS = 120;

export class Proxies {
  readonly #instances: Instances;
  readonly #proxies = new Map<string, DbProxy>();

  constructor(instances: Instances) {
    this.#instances = instances;
  }

  all(): DbProxy[] {
    return [...this.#proxies.values()];
  }

  /** @throws {AwsError} DBProxyNotFoundFault */
  get(name: string): DbProxy {
    const found = this.#proxies.get(name.toLowerCase());
    if (found) return found;
    throw new AwsError(
      'DBProxyNotFoundFault',
      `The specified proxy name ${name} doesn't correspond to a proxy owned by your Amazon Web Services account in the specified Amazon Web Services Region.`,
      404,
    );
  }

  /** Puts another instance behind a proxy; sessions through it end, and clients connect again. */
  async retarget(proxy: DbProxy, target: Instance): Promise<void> {
    const { pooler } = proxy;
    if (!pooler) throw new AwsError('InvalidDBProxyStateFault', `The proxy ${proxy.name} is ${proxy.status}.`);
    proxy.target = target;
    await pooler.close();
    proxy.pooler = await this.#startPooler(proxy, pooler.address);
  }

  /** Resolves when clients can connect. */
  async create({ name, maxConnectionsPercent, groupIds, target }: NewProxy): Promise<void> {
    const { names, clock, host } = this.#instances;
    const endpoint = names.proxyEndpoint(name);
    const proxy: DbProxy = {
      name,
      arn: names.proxy(name),
      targetGroupArn: names.proxyTargetGroup(name),
      endpoint,
      groupIds,
      target,
      maxConnectionsPercent,
      createdAt: clock.now(),
      status: 'creating',
      pooler: null,
    };
    this.#proxies.set(name, proxy);
    const [door, address] = await Promise.all([host.openDoor(endpoint), host.databases.claim()]);
    await door.guard(groupIds);
    proxy.pooler = await this.#startPooler(proxy, address);
    await door.setTarget(address);
    proxy.status = 'available';
  }

  #startPooler(proxy: DbProxy, address: Address): Promise<Pooler> {
    return startPooler({
      part: `proxy ${proxy.name}`,
      address,
      clock: this.#instances.clock,
      limits: () => limitsOf(proxy),
      target: () => proxy.target.database?.address ?? null,
      passwordOf: (user) => (user === proxy.target.spec.username ? proxy.target.password : null),
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map(({ pooler }) => pooler?.close()));
  }
}

/** Shares of what the database allows at the moment. */
function limitsOf({ target, maxConnectionsPercent }: DbProxy): PoolLimits {
  const allowed = target.database?.tuning.maxConnections ?? 0;
  const share = (percent: number) => Math.max(1, Math.floor((allowed * percent) / 100));
  return {
    connections: share(maxConnectionsPercent),
    idle: share(Math.min(MAX_IDLE_PERCENT, maxConnectionsPercent)),
    borrowMs: BORROW_TIMEOUT_SECONDS * 1000,
  };
}
