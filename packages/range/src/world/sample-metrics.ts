import type { Clock, Stack } from '@steadyhand/contracts';
import type { MetricSink } from '../ports.ts';
import type { RunningPostgres } from '../postgres/start.ts';
import { usageOf } from '../process/usage.ts';
import type { RunningRedis } from '../redis/start.ts';
import { balancersOf } from './load-balancer.ts';
import { arnSuffix, cacheMember, type Names } from './names.ts';
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
  databases: ReadonlyMap<string, RunningPostgres>;
  caches: ReadonlyMap<string, RunningRedis>;
}

/** How often what runs is looked at: each second of the wall, oftener where a minute of the range is short. */
function sampleEvery(speed: number): number {
  return Math.max(100, Math.min(1000, 20_000 / speed));
}

/** Publishes what AWS publishes by itself about services, targets, databases and caches, until the signal aborts. */
export async function sampleMetrics(options: SamplerOptions, signal: AbortSignal): Promise<void> {
  const { clock, speed } = options;
  const before = new WeakMap<Task, { cpuMs: number; at: number }>();
  while (!signal.aborted) {
    await clock.sleep(sampleEvery(speed) * speed, signal).catch(() => {});
    if (signal.aborted) return;
    for (const group of options.targetGroups.values()) sampleTargets(options, group);
    // What is being ended cannot be asked any more, and the next sample is a moment away.
    await Promise.allSettled([
      ...options.services.map((service) => sampleService(options, service, before)),
      ...[...options.databases].map(([identifier, database]) => sampleDatabase(options, identifier, database)),
      ...[...options.caches].map(([id, cache]) => sampleCache(options, id, cache)),
    ]);
  }
}

function sampleTargets({ stack, names, sink, clock }: SamplerOptions, group: TargetGroup): void {
  const states = [...group.targets.values()].map(({ state }) => state);
  for (const { name } of balancersOf(stack, group.spec.id)) {
    const dimensions = { LoadBalancer: arnSuffix(names.loadBalancer(name)), TargetGroup: arnSuffix(group.arn) };
    putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions, at: clock.now() }, [
      ['HealthyHostCount', states.filter((state) => state === 'healthy').length, 'Count'],
      ['UnHealthyHostCount', states.filter((state) => state === 'unhealthy').length, 'Count'],
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

async function sampleDatabase({ clock, sink }: SamplerOptions, identifier: string, database: RunningPostgres) {
  const connections = await database.connections();
  const dimensions = { DBInstanceIdentifier: identifier };
  putAll(sink, { namespace: 'AWS/RDS', dimensions, at: clock.now() }, [['DatabaseConnections', connections, 'Count']]);
}

async function sampleCache({ clock, sink }: SamplerOptions, id: string, cache: RunningRedis) {
  const { connections, memoryPercent } = await cache.usage();
  putAll(sink, { namespace: 'AWS/ElastiCache', dimensions: { CacheClusterId: cacheMember(id) }, at: clock.now() }, [
    ['CurrConnections', connections, 'Count'],
    ['DatabaseMemoryUsagePercentage', memoryPercent, 'Percent'],
  ]);
}
