import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type InjectedFault, type RangeControl, type RangeDescription, SteadyError } from '@steadyhand/contracts';
import { type Aws, startAws } from './aws.ts';
import { type StartingOptions, startAll } from './boot/parts.ts';
import { authorityOf, balancerParts, dependencyParts } from './boot/start-edges.ts';
import { serviceParts } from './boot/start-services.ts';
import { cacheParts, databaseParts } from './boot/start-stores.ts';
import { balancerUrls, CREDENTIALS, describeRange } from './description.ts';
import { injectFault } from './faults/faults.ts';
import { rangeFetch } from './network/range-fetch.ts';
import type { RangeOptions } from './options.ts';
import { openSite, type Site } from './site.ts';
import { programRuntime } from './world/program-runtime.ts';
import { sampleMetrics } from './world/sample-metrics.ts';
import { closeWorld, emptyWorld, type World } from './world/world.ts';

/** Nothing that works takes longer, not even the first time on a slow machine. */
const START_TIMEOUT_MS = 120_000;

/**
 * Boots a system's stack: real databases, load balancers, dependencies and tasks behind one AWS endpoint. Resolves when
 * every task is healthy.
 *
 * Rejects with RANGE_NAME_TAKEN, PORT_TAKEN, POSTGRES_MISSING, REDIS_MISSING, STACK_INVALID, INTERRUPTED when the signal
 * aborted, or RANGE_START_FAILED with the last output of the part that failed; whatever had started is ended then.
 */
export async function startRange(options: RangeOptions): Promise<RangeControl> {
  const site = await openSite(options);
  const world = emptyWorld(options.stack, site.clock);
  const ending = new AbortController();
  let aws: Aws | undefined;
  let description: RangeDescription | undefined;
  const end = async () => {
    ending.abort();
    closeWorld(world);
    await Promise.all([aws?.close(), site.clear()]);
  };
  try {
    aws = await startAws({
      world,
      stackFile: join(options.systemFolder, 'stack.ts'),
      route: (request, response) => answer(request, response, description),
      ...(options.port === undefined ? {} : { port: options.port }),
    });
    // The endpoint is the one address of this machine itself that tasks may reach.
    site.hosts.set('127.0.0.1', aws.server.port, { host: '127.0.0.1', port: aws.server.port });
    declareAlarms(aws, world);
    const { ca } = await boot({ site, world, aws, ending });
    description = describeRange({ site, world, aws, ca });
    await writeFile(site.folders.description, JSON.stringify(description));
  } catch (error) {
    await end();
    throw options.signal?.aborted ? new SteadyError('INTERRUPTED', {}, { cause: error }) : error;
  }
  return control({ site, world, aws, description }, end);
}

interface Running {
  site: Site;
  world: World;
  aws: Aws;
}

function control(running: Running & { description: RangeDescription }, end: () => Promise<void>): RangeControl {
  const { site, world, aws, description } = running;
  const faults = new Set<InjectedFault>();
  const faultWorld = {
    dependencies: world.dependencies,
    services: world.services,
    wall: site.machine.clock,
    systemFolder: site.options.systemFolder,
    build: site.build,
    outputs: description.outputs,
    baseUrl: balancerUrls(world)[0]?.url ?? '',
    fetch: rangeFetch(() => site.hosts.hosts, description.ca),
  };
  const stop = async () => {
    const clearing = [...faults].map((fault) => fault.clear());
    // A wave of requests that does not heed its signal ends with what it sends to.
    await end();
    await Promise.all(clearing);
  };
  let stopped: Promise<void> | undefined;
  return {
    description,
    clock: site.clock,
    onAlarm: (listener) => aws.cloudwatch.onAlarm(listener),
    async injectFault(fault) {
      const injected = await injectFault(faultWorld, fault);
      faults.add(injected);
      return injected;
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** First what tasks need, then the tasks. */
async function boot({
  site,
  world,
  aws,
  ending,
}: Running & { ending: AbortController }): Promise<{ ca: string | null }> {
  const { options, machine, processes } = site;
  const failing = new AbortController();
  const signals = [failing.signal, AbortSignal.timeout(START_TIMEOUT_MS), ...(options.signal ? [options.signal] : [])];
  const signal = AbortSignal.any(signals);
  const endProcesses = () => void processes.endAll();
  signal.addEventListener('abort', endProcesses);
  if (signal.aborted) endProcesses();
  const starting: StartingOptions = {
    wall: machine.clock,
    onProgress: options.onProgress ?? (() => {}),
    onFailure: () => failing.abort(),
  };
  const runtime = programRuntime({
    systemFolder: options.systemFolder,
    folder: site.folder,
    hostsFile: site.hosts.file,
    path: machine.path,
    processes,
    loopback: site.loopback,
    build: site.build,
  });
  const { metrics } = aws.cloudwatch;
  const authority = authorityOf(site, world);
  const { values } = aws;
  const images = [...new Set(world.stack.services.map(({ image }) => image))];
  await startAll(
    [
      ...databaseParts(site, world, values),
      ...cacheParts(site, world, values),
      ...balancerParts({ site, world, authority, metrics }),
      ...dependencyParts(site, world, { runtime, values }),
      { name: 'programs', started: Promise.all(images.map((image) => runtime.prepare(image))) },
    ],
    starting,
  );
  const ca = (await authority)?.certificate ?? null;
  const tasks = { runtime, clock: site.clock, logs: aws.logs.sink, env: await taskEnv({ site, world, aws }, ca) };
  await startAll(serviceParts({ world, values, tasks, signal }), starting);
  await Promise.all(world.balancers.map((balancer) => balancer.synced()));
  signal.removeEventListener('abort', endProcesses);
  void sampleMetrics({ ...world, speed: options.speed, sink: metrics }, ending.signal);
  return { ca };
}

async function taskEnv({ site, world, aws }: Running, ca: string | null): Promise<Record<string, string>> {
  const caFile = join(site.folder, 'ca.pem');
  if (ca !== null) await writeFile(caFile, ca);
  return {
    AWS_ENDPOINT_URL: aws.server.url,
    AWS_REGION: world.names.region,
    AWS_DEFAULT_REGION: world.names.region,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    STEADY_RANGE_SPEED: String(site.options.speed),
    ...(ca === null ? {} : { NODE_EXTRA_CA_CERTS: caFile }),
  };
}

function declareAlarms({ cloudwatch, values }: Aws, { stack }: World): void {
  for (const alarm of stack.alarms) {
    cloudwatch.putAlarm({ ...alarm, dimensions: values.resolveAll(alarm.dimensions) });
  }
}

/** `GET /_range`: the description, once the range is up. */
function answer(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  description: RangeDescription | undefined,
): void {
  if (method !== 'GET' || url !== '/_range') return void response.writeHead(404).end();
  if (!description) return void response.writeHead(503, { 'retry-after': '1' }).end();
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(description));
}
