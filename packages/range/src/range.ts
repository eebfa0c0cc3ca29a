import { writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import {
  type InjectedFault,
  type RangeControl,
  type RangeDescription,
  type Ref,
  ref,
  SteadyError,
} from '@steadyhand/contracts';
import { balancerUrls, describeRange } from './description.ts';
import { injectFault } from './faults/faults.ts';
import { countWith } from './faults/traffic.ts';
import { type GlobalAws, openGlobalAws } from './global-aws.ts';
import { locate } from './network/hosts.ts';
import { rangeFetch } from './network/range-fetch.ts';
import type { RangeOptions } from './options.ts';
import { answerOwn, ownRoutes } from './own-routes.ts';
import { Pulumi } from './pulumi/pulumi.ts';
import { applyStack } from './region/apply-stack.ts';
import { bootRegion } from './region/boot-region.ts';
import { openRegion, type Region } from './region/region.ts';
import { declareAlarmsElsewhere, type Regions, regionsOf, serviceDirectory } from './region/regions.ts';
import { layOutTools } from './session/tools.ts';
import { openSite, type Site } from './site.ts';
import { startWireServer, type WireServer } from './wire/server.ts';

/**
 * Boots a system's stack: real databases, load balancers, dependencies and tasks behind one AWS endpoint. Resolves when
 * every task is healthy.
 *
 * Rejects with RANGE_NAME_TAKEN, PORT_TAKEN, POSTGRES_MISSING, REDIS_MISSING, STACK_INVALID, INTERRUPTED when the signal
 * aborted, or RANGE_START_FAILED with the last output of the part that failed; whatever had started is ended then.
 */
export async function startRange(options: RangeOptions): Promise<RangeControl> {
  const site = await openSite(options);
  let server: WireServer | undefined;
  let description: (() => RangeDescription) | undefined;
  let ca: string | null = null;
  const ending = new AbortController();
  const endpoint = () => {
    if (server) return server.url;
    throw new SteadyError('INTERNAL', { reason: 'the endpoint is not open yet' });
  };
  const global = openGlobalAws(site);
  const regions = openRegions(site, global, endpoint);
  const pulumi = new Pulumi({
    stack: options.stack,
    regions,
    wall: site.machine.clock,
    async apply(region, stack) {
      await applyStack(region, stack, { endpoint: endpoint(), signal: ending.signal });
      await publish();
    },
  });
  const publish = async () => {
    if (description) await writeFile(site.folders.description, JSON.stringify(description()));
  };
  const routes = ownRoutes({ site, regions, pulumi, endpoint, describe: () => description?.() });
  const end = async () => {
    ending.abort();
    for (const region of regions.all) region.close();
    global.close();
    await Promise.all([server?.close(), site.clear()]);
  };
  try {
    server = await startWireServer({
      services: serviceDirectory(regions, global),
      clock: site.clock,
      account: regions.primary.world.names.account,
      authorise: (access) => global.authorise(access),
      route: (request, response) => answerOwn(request, response, routes),
      onUpgrade: (request, socket, head) => upgrade(regions, { request, socket, head }),
      ...(options.port === undefined ? {} : { port: options.port }),
    });
    // The endpoint is the one address of this machine itself that tasks may reach.
    site.hosts.set('127.0.0.1', server.port, { host: '127.0.0.1', port: server.port });
    await layOutTools({ ...site, folder: site.tools, endpoint: server.url, programs: options.programs?.names ?? [] });
    await bootRegion(regions.primary, {
      stack: options.stack,
      endpoint: server.url,
      signal: options.signal,
      onProgress: options.onProgress ?? (() => {}),
      giveUp: () => void site.processes.endAll(),
    });
    declareAlarmsElsewhere(regions);
    ca = (await site.authority)?.certificate ?? null;
    description = () => describeRange({ site, regions, endpoint: endpoint(), ca });
    await publish();
  } catch (error) {
    await end();
    throw options.signal?.aborted ? new SteadyError('INTERRUPTED', {}, { cause: error }) : error;
  }
  return control({ site, regions, describe: description }, end);
}

function openRegions(site: Site, global: GlobalAws, endpoint: () => string): Regions {
  const { region, recoveryRegion } = site.options.stack;
  const open = (name: string) => openRegion({ name, site, global, endpoint });
  return regionsOf(open(region), recoveryRegion === undefined ? null : open(recoveryRegion));
}

interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

interface Running {
  site: Site;
  regions: Regions;
  /** As it is now. */
  describe(): RangeDescription;
}

function control({ site, regions, describe }: Running, end: () => Promise<void>): RangeControl {
  const { world } = regions.primary;
  const faults = new Set<InjectedFault>();
  const faultWorld = {
    regions,
    dependencies: world.dependencies,
    services: world.services,
    definitions: world.definitions,
    images: world.images,
    imagesFolder: join(regions.primary.site.folder, 'images'),
    rds: world.rds,
    world,
    secrets: regions.primary.aws.secrets,
    autoScaling: regions.primary.aws.autoScaling,
    firewall: site.firewall,
    gates: site.gates,
    wall: site.machine.clock,
    systemFolder: site.options.systemFolder,
    build: site.build,
    module: {
      outputs: describe().outputs,
      baseUrl: balancerUrls(world)[0]?.url ?? '',
      fetch: rangeFetch(() => site.hosts.hosts, describe().ca),
      locate: (host: string, port: number) => locate(site.hosts.hosts, host, port),
      attribute: (kind: Ref['ref'], id: string, name: string) => attributeOf(regions.primary, ref(kind, id, name)),
      clock: site.clock,
    },
  };
  const stop = async () => {
    const clearing = [...faults].map((fault) => fault.clear());
    // A wave of requests that does not heed its signal ends with what it sends to.
    await end();
    await Promise.all(clearing);
  };
  let stopped: Promise<void> | undefined;
  return {
    get description() {
      return describe();
    },
    clock: site.clock,
    onAlarm(listener) {
      const stops = regions.all.map(({ aws }) => aws.cloudwatch.onAlarm(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    async injectFault(fault) {
      const injected = await injectFault(faultWorld, fault);
      faults.add(injected);
      return injected;
    },
    count: (module) => countWith(faultWorld, module),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

function attributeOf({ deployed, name }: Region, attribute: Ref): string {
  if (deployed) return deployed.values.attribute(attribute);
  throw new SteadyError('INTERNAL', { reason: `no stack is deployed in ${name}` });
}

/** A connection for a session in a task; any other protocol is refused. */
function upgrade(regions: Regions, { request, socket, head }: Upgrade): void {
  const taken = regions.all.some(({ world }) => world.sessions.onUpgrade(request, socket, head));
  if (!taken) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
}
