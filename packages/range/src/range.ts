import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
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
import { openGlobalAws } from './global-aws.ts';
import { locate } from './network/hosts.ts';
import { rangeFetch } from './network/range-fetch.ts';
import type { RangeOptions } from './options.ts';
import { bootRegion } from './region/boot-region.ts';
import { openRegion, type Region } from './region/region.ts';
import { type Regions, regionsOf, serviceDirectory } from './region/regions.ts';
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
  const endpoint = () => {
    if (server) return server.url;
    throw new SteadyError('INTERNAL', { reason: 'the endpoint is not open yet' });
  };
  const regions = openRegions(site, endpoint);
  const end = async () => {
    for (const region of regions.all) region.close();
    await Promise.all([server?.close(), site.clear()]);
  };
  try {
    const global = openGlobalAws({ clock: site.clock });
    server = await startWireServer({
      services: serviceDirectory(regions, global),
      clock: site.clock,
      account: regions.primary.world.names.account,
      authorise: (access) => global.authorise(access),
      route: (request, response) => answer(request, response, description?.()),
      ...(options.port === undefined ? {} : { port: options.port }),
    });
    // The endpoint is the one address of this machine itself that tasks may reach.
    site.hosts.set('127.0.0.1', server.port, { host: '127.0.0.1', port: server.port });
    await bootRegion(regions.primary, {
      stack: options.stack,
      endpoint: server.url,
      signal: options.signal,
      onProgress: options.onProgress ?? (() => {}),
      giveUp: () => void site.processes.endAll(),
    });
    ca = (await site.authority)?.certificate ?? null;
    description = () => describeRange({ site, regions, endpoint: endpoint(), ca });
    await writeFile(site.folders.description, JSON.stringify(description()));
  } catch (error) {
    await end();
    throw options.signal?.aborted ? new SteadyError('INTERRUPTED', {}, { cause: error }) : error;
  }
  return control({ site, regions, describe: description }, end);
}

function openRegions(site: Site, endpoint: () => string): Regions {
  const { region, recoveryRegion } = site.options.stack;
  const open = (name: string) => openRegion({ name, site, endpoint });
  return regionsOf(open(region), recoveryRegion === undefined ? null : open(recoveryRegion));
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
    dependencies: world.dependencies,
    services: world.services,
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
