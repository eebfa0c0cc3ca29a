import { locate } from '../network/hosts.ts';
import type { MetricSink } from '../ports.ts';
import type { Buckets } from '../services/s3/buckets.ts';
import type { Site } from '../site.ts';
import { startDependency } from '../world/dependency.ts';
import { BALANCER_HOST, startLoadBalancer } from '../world/load-balancer.ts';
import type { ProgramRuntime } from '../world/program-runtime.ts';
import { connectionsPublisher, publishCounts } from '../world/publish-counts.ts';
import type { Values } from '../world/values.ts';
import type { World } from '../world/world.ts';
import { aclOf, logKeeperOf, publishLogs } from './edge-of-balancer.ts';
import type { Part } from './parts.ts';

export interface BalancerPartsOptions {
  site: Site;
  world: World;
  metrics: MetricSink;
  buckets: Buckets;
  /** Aborts when the region ends. */
  ending: AbortSignal;
}

export function balancerParts({ site, world, metrics, buckets, ending }: BalancerPartsOptions): Part[] {
  const { names, stack, targetGroups } = world;
  const start = async (spec: (typeof stack.loadBalancers)[number]) => {
    const balancer = await startLoadBalancer({
      spec,
      names,
      targetGroups,
      authority: site.authority,
      aliases: stack.hostedZones.flatMap(({ records }) => records.map(({ name }) => name)),
      processes: site.processes,
      build: site.build,
      folder: site.folder,
      time: { wallMs: site.machine.clock.now(), rangeMs: site.clock.now(), speed: site.options.speed },
      webAcl: aclOf({ world, metrics }, spec),
      keepLog: logKeeperOf({ world, buckets }, spec),
      onCounts: (counts) => publishCounts({ ...world, sink: metrics }, spec.name, counts),
      onConnections: connectionsPublisher({ ...world, sink: metrics }, spec.name),
    });
    for (const [index, { port }] of spec.listeners.entries()) {
      const place = { host: BALANCER_HOST, port: balancer.ports[index] ?? 0 };
      site.hosts.set(names.loadBalancerDns(spec.name), port, place);
    }
    if (spec.accessLogs) void publishLogs(balancer, world.clock, ending);
    world.balancers.push(balancer);
  };
  return stack.loadBalancers.map((spec) => ({ name: `load balancer ${spec.name}`, started: start(spec) }));
}

/** Clients reach a dependency at port 80 of its host name; its program listens where no privilege is needed. */
const DEPENDENCY_PORT = 8080;

export function dependencyParts(site: Site, world: World, tools: { runtime: ProgramRuntime; values: Values }): Part[] {
  const { runtime, values } = tools;
  const start = async (spec: (typeof world.stack.dependencies)[number]) => {
    const address = await site.loopback.claim(DEPENDENCY_PORT);
    site.hosts.set(spec.host, 80, address);
    const env = values.resolveAll(spec.environment);
    world.dependencies.push(await startDependency({ spec, address, env, runtime }));
  };
  // What is outside is outside of every region, so there is one of each.
  const missing = world.stack.dependencies.filter(({ host }) => locate(site.hosts.hosts, host, 80) === null);
  return missing.map((spec) => ({ name: `dependency ${spec.host}`, started: start(spec) }));
}
