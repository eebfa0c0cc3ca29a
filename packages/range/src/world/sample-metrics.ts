import type { Clock, Stack } from '@steadyhand/contracts';
import type { MetricSink } from '../ports.ts';
import { usageOf } from '../process/usage.ts';
import type { Cache } from '../redis/cache.ts';
import { type CacheUsage, createCacheUsage } from '../redis/usage.ts';
import { createInstanceMetrics } from '../services/rds/metrics.ts';
import type { RdsWorld } from '../services/rds/world.ts';
import { balancersOf } from './load-balancer.ts';
import { arnSuffix, CACHE_NODE, cacheMember, type Names } from './names.ts';
import { putAll } from './put-all.ts';
import type { Service } from './service.ts';
import type { TargetGroup } from './target-group.ts';
import type { Task } from './task.ts';

export interface SamplerOptions {
  stack: Stack;
  names: Names;
  clock: Clock;
  speed: number;
  sink: MetricSink;
  services: readonly Service[];
  targetGroups: ReadonlyMap<string, TargetGroup>;
  rds: RdsWorld;
  caches: ReadonlyMap<string, Cache>;
}

/** How often what runs is looked at: each second of the wall, oftener where a minute of the range is short. */
function sampleEvery(speed: number): number {
  return Math.max(100, Math.min(1000, 20_000 / speed));
}

/** Publishes what AWS publishes by itself about services, targets, databases and caches, until the signal aborts. */
export async function sampleMetrics(options: SamplerOptions, signal: AbortSignal): Promise<void> {
  const { clock, speed } = options;
  const before = new WeakMap<Task, { cpuMs: number; at: number }>();
  const cacheUsage = createCacheUsage(clock, speed);
  const sampleInstances = createInstanceMetrics(options);
  while (!signal.aborted) {
    await clock.sleep(sampleEvery(speed) * speed, signal).catch(() => {});
    if (signal.aborted) return;
    for (const group of options.targetGroups.values()) sampleTargets(options, group);
    // What is being ended cannot be asked any more, and the next sample is a moment away.
    await Promise.allSettled([
      ...options.services.map((service) => sampleService(options, service, before)),
      sampleInstances(),
      ...[...options.caches.values()].map((cache) => sampleCache(options, cacheUsage, cache)),
    ]);
  }
}

function sampleTargets({ stack, names, sink, clock }: SamplerOptions, group: TargetGroup): void {
  const healthy = [...group.targets.values()].filter(({ state }) => state === 'healthy').length;
  const unhealthy = group.takeUnhealthy();
  for (const { name } of balancersOf(stack, group.spec.id)) {
    const dimensions = { LoadBalancer: arnSuffix(names.loadBalancer(name)), TargetGroup: arnSuffix(group.arn) };
    putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions, at: clock.now() }, [
      ['HealthyHostCount', healthy, 'Count'],
      ['UnHealthyHostCount', unhealthy, 'Count'],
    ]);
  }
}

/** Kills a task that uses more memory than it may, as the kernel does to a container. */
async function sampleService(
  { stack, clock, sink, speed }: SamplerOptions,
  service: Service,
  before: WeakMap<Task, { cpuMs: number; at: number }>,
): Promise<void> {
  const dimensions = { ClusterName: stack.cluster.name, ServiceName: service.spec.name };
  for (const { task } of service.tasks) {
    const usage = task.program && (await usageOf(task.program.pid));
    if (!usage) continue;
    const at = clock.now();
    const { cpu, memory } = task.definition.container;
    const memoryPercent = (100 * usage.memoryBytes) / (memory * 1024 * 1024);
    const last = before.get(task);
    before.set(task, { cpuMs: usage.cpuMs, at });
    if (last) {
      const wallMs = (at - last.at) / speed;
      const cpuPercent = (100 * (usage.cpuMs - last.cpuMs)) / wallMs / (cpu / 1024);
      putAll(sink, { namespace: 'AWS/ECS', dimensions, at }, [
        ['CPUUtilization', cpuPercent, 'Percent'],
        ['MemoryUtilization', memoryPercent, 'Percent'],
      ]);
    }
    if (memoryPercent > 100) service.killForMemory(task.id);
  }
}

async function sampleCache({ clock, sink }: SamplerOptions, usage: CacheUsage, cache: Cache): Promise<void> {
  const values = await usage.sample(cache);
  const CacheClusterId = cacheMember(cache.id);
  for (const dimensions of [{ CacheClusterId }, { CacheClusterId, CacheNodeId: CACHE_NODE }]) {
    putAll(sink, { namespace: 'AWS/ElastiCache', dimensions, at: clock.now() }, values);
  }
}
