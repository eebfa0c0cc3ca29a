import type { RangeDescription } from '@steadyhand/contracts';
import { CREDENTIALS } from './credentials.ts';
import type { Region } from './region/region.ts';
import type { Regions } from './region/regions.ts';
import type { Site } from './site.ts';
import type { World } from './world/world.ts';

export interface Described {
  site: Site;
  regions: Regions;
  endpoint: string;
  ca: string | null;
}

/** A range as it is now: what is deployed where, and where each name leads. */
export function describeRange({ site, regions, endpoint, ca }: Described): RangeDescription {
  const { name, system, systemFolder, speed } = site.options;
  const { primary } = regions;
  return {
    name,
    system,
    systemFolder,
    pid: site.owner.pid,
    processStart: site.owner.processStart,
    startedAt: site.owner.startedAt,
    endpoint,
    account: primary.world.names.account,
    region: primary.name,
    regions: regions.all.map((region) => ({
      name: region.name,
      deployed: region.deployed !== null,
      isLost: region.isLost,
      outputs: outputsOf(region),
    })),
    credentials: CREDENTIALS,
    speed,
    outputs: outputsOf(primary),
    hosts: { ...site.hosts.hosts },
    hostsFile: site.hosts.file,
    urls: regions.all.flatMap(({ world }) => balancerUrls(world)),
    ca,
  };
}

function outputsOf({ deployed }: Region): Record<string, string> {
  return deployed ? deployed.values.resolveAll(deployed.stack.outputs) : {};
}

/** Where a browser on this machine finds each listener. */
export function balancerUrls({ balancers }: World): RangeDescription['urls'] {
  return balancers.flatMap(({ spec, ports }) =>
    spec.listeners.map(({ protocol }, index) => ({
      what: `${spec.name} ${protocol}`,
      url: `${protocol.toLowerCase()}://localhost:${ports[index] ?? 0}/`,
    })),
  );
}
