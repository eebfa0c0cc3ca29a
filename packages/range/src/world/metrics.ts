import type { Clock, Stack } from '@steadyhand/contracts';
import type { BalancerCounts } from '../balancer/protocol.ts';
import type { MetricSink } from '../ports.ts';
import type { RunningPostgres } from '../postgres/start.ts';
import { usageOf } from '../process/usage.ts';
import type { RunningRedis } from '../redis/start.ts';
import { arnSuffix, type Names } from './names.ts';
import type { Service } from './service.ts';
import type { TargetGroup } from './target-group.ts';
import type { Task } from './task.ts';

type Dimensions = Readonly<Record<string, string>>;
type Values = readonly (readonly [metric: string, value: number, unit: string])[];

export function putAll(
  sink: MetricSink,
  source: { namespace: string; dimensions: Dimensions; at: number },
  values: Values,
) {
  for (const [metric, value, unit] of values) sink.put({ ...source, metric, value, unit });
}

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

export interface Sampler {
  /** Counts that a load balancer reports. */
  count(loadBalancer: string, counts: readonly BalancerCounts[]): void;
  /** Samples until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

/** How often what runs is looked at: each second of the wall, oftener where a minute of the range is short. */
function sampleEvery(speed: number): number {
  return Math.max(100, Math.min(1000, 20_000 / speed));
}

/** Publishes what AWS publishes by itself about services, load balancers, databases and caches. */
export function createSampler(options: SamplerOptions): Sampler {
  const { clock, sink, speed } = options;
  const before = new WeakMap<Task, { cpuMs: number; at: number }>();
  return {
    count: (loadBalancer, counts) => publishCounts(options, loadBalancer, counts),
    async run(signal) {
      while (!signal.aborted) {
        await clock.sleep(sampleEvery(speed) * speed, signal).catch(() => {});
        if (signal.aborted) return;
        const samples = [
          ...options.services.map((service) => sampleService(options, service, before)),
          ...[...options.databases].map(([identifier, database]) => sampleDatabase(options, identifier, database)),
          ...[...options.caches].map(([id, cache]) => sampleCache(options, id, cache)),
        ];
        for (const group of options.targetGroups.values()) sampleTargets(options, group);
        // What is being ended cannot be asked any more, and the next sample is a second away.
        await Promise.allSettled(samples);
      }
    },
  };

  function sampleTargets({ stack, names }: SamplerOptions, group: TargetGroup): void {
    const states = [...group.targets.values()].map(({ state }) => state);
    for (const loadBalancer of balancersOf(stack, group)) {
      const dimensions = {
        LoadBalancer: arnSuffix(names.loadBalancer(loadBalancer)),
        TargetGroup: arnSuffix(group.arn),
      };
      putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions, at: clock.now() }, [
        ['HealthyHostCount', states.filter((state) => state === 'healthy').length, 'Count'],
        ['UnHealthyHostCount', states.filter((state) => state === 'unhealthy').length, 'Count'],
      ]);
    }
  }
}

function balancersOf({ loadBalancers }: Stack, { spec }: TargetGroup): string[] {
  return loadBalancers
    .filter(({ listeners }) =>
      listeners.some(
        (listener) => listener.default === spec.id || listener.rules.some(({ targetGroup }) => targetGroup === spec.id),
      ),
    )
    .map(({ name }) => name);
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
  putAll(sink, { namespace: 'AWS/ElastiCache', dimensions: { CacheClusterId: `${id}-001` }, at: clock.now() }, [
    ['CurrConnections', connections, 'Count'],
    ['DatabaseMemoryUsagePercentage', memoryPercent, 'Percent'],
  ]);
}

function publishCounts(
  { names, sink, clock, targetGroups }: SamplerOptions,
  loadBalancer: string,
  all: readonly BalancerCounts[],
) {
  const at = clock.now();
  const LoadBalancer = arnSuffix(names.loadBalancer(loadBalancer));
  for (const counts of all) {
    const group = counts.targetGroup === null ? undefined : targetGroups.get(counts.targetGroup);
    const places: Dimensions[] = [{ LoadBalancer }];
    if (group) places.push({ LoadBalancer, TargetGroup: arnSuffix(group.arn) });
    const values: Values = [
      ['RequestCount', counts.requests, 'Count'],
      ['HTTPCode_Target_2XX_Count', counts.target2xx, 'Count'],
      ['HTTPCode_Target_3XX_Count', counts.target3xx, 'Count'],
      ['HTTPCode_Target_4XX_Count', counts.target4xx, 'Count'],
      ['HTTPCode_Target_5XX_Count', counts.target5xx, 'Count'],
      ...counts.responseSeconds.map((seconds) => ['TargetResponseTime', seconds, 'Seconds'] as const),
    ];
    // As on AWS, a count of nothing is no data point.
    const some = values.filter(([, value]) => value > 0);
    for (const dimensions of places) putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions, at }, some);
    if (counts.elb5xx > 0) {
      putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions: { LoadBalancer }, at }, [
        ['HTTPCode_ELB_5XX_Count', counts.elb5xx, 'Count'],
      ]);
    }
  }
}
