import type { RangeDescription } from '@steadyhand/contracts';
import type { Aws } from './aws.ts';
import type { Site } from './site.ts';
import type { World } from './world/world.ts';

/** They open nothing anywhere; signatures are not verified in a range. */
export const CREDENTIALS = { accessKeyId: 'range', secretAccessKey: 'range' };

export interface Described {
  site: Site;
  world: World;
  aws: Aws;
  ca: string | null;
}

export function describeRange({ site, world, aws, ca }: Described): RangeDescription {
  const { name, system, systemFolder, speed } = site.options;
  return {
    name,
    system,
    systemFolder,
    pid: site.owner.pid,
    processStart: site.owner.processStart,
    startedAt: site.owner.startedAt,
    endpoint: aws.server.url,
    account: world.names.account,
    region: world.names.region,
    credentials: CREDENTIALS,
    speed,
    outputs: aws.values.resolveAll(world.stack.outputs),
    hosts: { ...site.hosts.hosts },
    urls: balancerUrls(world),
    ca,
  };
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
