import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '@steadyhand/contracts';
import type { MetricSink } from '../../ports.ts';
import { ADMIN } from '../../postgres/template.ts';
import { usageOf } from '../../process/usage.ts';
import { type MetricValues, putAll } from '../../world/put-all.ts';
import { instanceClass } from './classes.ts';
import type { Instance } from './instance.ts';
import type { RdsWorld } from './world.ts';

export interface InstanceMetricsOptions {
  rds: RdsWorld;
  clock: Clock;
  /** Range seconds per second of the wall. */
  speed: number;
  sink: MetricSink;
}

/** What has only a meaning as a difference. */
interface Counters {
  at: number;
  cpuMs: number | null;
  reads: number;
  writes: number;
}

const GIB = 1024 ** 3;

/** Publishes what RDS publishes about each instance whenever it is called. */
export function createInstanceMetrics(options: InstanceMetricsOptions): () => Promise<void> {
  const before = new WeakMap<Instance, Counters>();
  return async () => {
    // What is on its way down cannot be asked any more.
    await Promise.allSettled(options.rds.instances.all().map((instance) => sample(options, instance, before)));
  };
}

const QUERY = `SELECT
  (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename <> '${ADMIN}')::int AS connections,
  (SELECT sum(pg_database_size(oid)) FROM pg_database)::float8 AS bytes,
  (SELECT sum(reads) FROM pg_stat_io)::float8 AS reads,
  (SELECT sum(writes) FROM pg_stat_io)::float8 AS writes`;

async function sample(
  { clock, sink, speed }: InstanceMetricsOptions,
  instance: Instance,
  before: WeakMap<Instance, Counters>,
): Promise<void> {
  const { database, spec } = instance;
  const pid = database?.pid ?? null;
  if (!database || pid === null) return;
  const [row] = await database.query(QUERY);
  const { vcpus, memoryGib } = instanceClass(spec.instanceClass, spec.engineVersion);
  const usage = await usageOfServer(pid);
  const at = clock.now();
  const values: (readonly [string, number, string])[] = [
    ['DatabaseConnections', Number(row?.connections), 'Count'],
    ['FreeStorageSpace', spec.storageGb * GIB - Number(row?.bytes), 'Bytes'],
  ];
  if (usage) values.push(['FreeableMemory', memoryGib * GIB - usage.memoryBytes, 'Bytes']);
  const now = { at, cpuMs: usage?.cpuMs ?? null, reads: Number(row?.reads), writes: Number(row?.writes) };
  const last = before.get(instance);
  before.set(instance, now);
  const source = { namespace: 'AWS/RDS', dimensions: { DBInstanceIdentifier: spec.identifier }, at };
  putAll(sink, source, [...values, ...(last ? rates({ last, now, vcpus, speed }) : [])]);
}

/** A server that was restarted counts from zero again, and has no rate then. */
function rates(options: { last: Counters; now: Counters; vcpus: number; speed: number }): MetricValues {
  const { last, now, vcpus, speed } = options;
  const seconds = (now.at - last.at) / 1000;
  const since = (value: number, former: number) => Math.max(0, value - former);
  const io: MetricValues = [
    ['ReadIOPS', since(now.reads, last.reads) / seconds, 'Count/Second'],
    ['WriteIOPS', since(now.writes, last.writes) / seconds, 'Count/Second'],
  ];
  if (now.cpuMs === null || last.cpuMs === null) return io;
  const wallMs = (now.at - last.at) / speed;
  const percent = Math.min(100, (100 * since(now.cpuMs, last.cpuMs)) / wallMs / vcpus);
  return [...io, ['CPUUtilization', percent, 'Percent']];
}

/** Of a server and the processes that it started; null where the system does not list them. */
async function usageOfServer(pid: number): Promise<{ cpuMs: number; memoryBytes: number } | null> {
  if (process.platform !== 'linux') return null;
  const pids = await childrenOf(pid);
  const usages = await Promise.all([pid, ...pids].map(usageOf));
  const ended = await cpuOfEnded(pid);
  return usages.reduce(
    (sum: { cpuMs: number; memoryBytes: number }, usage) => ({
      cpuMs: sum.cpuMs + (usage?.cpuMs ?? 0),
      // All share most of their pages, so the largest stands for what is shared.
      memoryBytes: Math.max(sum.memoryBytes, usage?.memoryBytes ?? 0),
    }),
    { cpuMs: ended, memoryBytes: 0 },
  );
}

/** proc(5): the children of every thread. */
async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch((): string[] => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

const TICK_MS = 10;

/** proc(5): `cutime` and `cstime`, the time of children that were waited for. */
async function cpuOfEnded(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * TICK_MS;
}
