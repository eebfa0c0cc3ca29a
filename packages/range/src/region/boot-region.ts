import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from '@steadyhand/contracts';
import { deployStack } from '../aws.ts';
import { type StartingOptions, startAll } from '../boot/parts.ts';
import { cacheParts } from '../boot/start-caches.ts';
import { databaseParts } from '../boot/start-databases.ts';
import { balancerParts, dependencyParts } from '../boot/start-edges.ts';
import { imageParts } from '../boot/start-images.ts';
import { serviceParts } from '../boot/start-services.ts';
import { CREDENTIALS } from '../credentials.ts';
import { plansOf } from '../services/backup/stack-vaults.ts';
import type { Site } from '../site.ts';
import { programRuntime } from '../world/program-runtime.ts';
import { sampleMetrics } from '../world/sample-metrics.ts';
import type { Region } from './region.ts';
import { adoptDatabases } from './update-region.ts';

/** Nothing that works takes longer, not even the first time on a slow machine. */
const START_TIMEOUT_MS = 120_000;

export interface BootOptions {
  stack: Stack;
  /** Of the range's one port. */
  endpoint: string;
  /** Gives up when it aborts. */
  signal: AbortSignal | undefined;
  onProgress(text: string): void;
  /** Called at the first failure or when the signal aborts, so that what is starting ends soon. */
  giveUp(): void;
}

/** Boots a stack into a region: first what tasks need, then the tasks. Resolves when every task is healthy. */
export async function bootRegion(region: Region, options: BootOptions): Promise<void> {
  const { site, outside, world, aws } = region;
  const { stack } = options;
  const failing = new AbortController();
  const signals = [failing.signal, AbortSignal.timeout(START_TIMEOUT_MS), ...(options.signal ? [options.signal] : [])];
  const signal = AbortSignal.any(signals);
  signal.addEventListener('abort', options.giveUp);
  if (signal.aborted) options.giveUp();
  const starting: StartingOptions = {
    wall: site.machine.clock,
    onProgress: options.onProgress,
    onFailure: () => failing.abort(),
  };
  const stackFile = join(site.options.systemFolder, 'stack.ts');
  const values = deployStack(aws, { world, stack, stackFile, token: site.token });
  region.deployed = { stack, values };
  await adoptDatabases(region, region.deployed);
  const runtime = runtimeOf(site);
  const { metrics } = aws.cloudwatch;
  await startAll(
    [
      ...databaseParts(world, values),
      ...cacheParts(site, world, values),
      ...balancerParts({ site, world, metrics, buckets: aws.global.buckets, ending: region.ending }),
      ...dependencyParts(outside, world, { runtime: runtimeOf(outside), values }),
      ...imageParts(world, runtime, stackFile),
    ],
    starting,
  );
  const env = await taskEnv(region, options.endpoint);
  const tasks = {
    runtime,
    clock: site.clock,
    logs: aws.logs.sink,
    images: world.images,
    secretValue: aws.secrets.valueFrom,
    env,
  };
  world.tasks = tasks;
  await startAll(serviceParts({ world, values, tasks, signal }), starting);
  await Promise.all(world.balancers.map((balancer) => balancer.synced()));
  signal.removeEventListener('abort', options.giveUp);
  const { vaults } = aws.global;
  for (const plan of plansOf({ stack, names: world.names, vaults, clock: world.clock, stackFile }))
    aws.backups.follow(plan);
  void sampleMetrics({ ...world, speed: site.options.speed, sink: metrics }, region.ending);
}

function runtimeOf(site: Site) {
  return programRuntime({
    systemFolder: site.options.systemFolder,
    folder: site.folder,
    tools: site.tools,
    hostsFile: site.hosts.file,
    firewallFile: site.firewall.file,
    path: site.machine.path,
    processes: site.processes,
    loopback: site.loopback,
    build: site.build,
  });
}

async function taskEnv({ site, world }: Region, endpoint: string): Promise<Record<string, string>> {
  const ca = await site.authority;
  const caFile = join(site.folder, 'ca.pem');
  if (ca) await writeFile(caFile, ca.certificate);
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: world.names.region,
    AWS_DEFAULT_REGION: world.names.region,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    STEADY_RANGE_SPEED: String(site.options.speed),
    ...(ca ? { NODE_EXTRA_CA_CERTS: caFile } : {}),
  };
}
