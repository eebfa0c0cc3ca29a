import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@steadyhand/contracts';
import { type Aws, openAws } from '../aws.ts';
import { instanceHost } from '../boot/instance-host.ts';
import type { GlobalAws } from '../global-aws.ts';
import { processGroup } from '../process/processes.ts';
import type { Site } from '../site.ts';
import type { Values } from '../world/values.ts';
import { closeWorld, emptyWorld, type World } from '../world/world.ts';

export interface Deployed {
  stack: Stack;
  values: Values;
}

/** A region of a range: what runs there, and the services that show it. */
export interface Region {
  readonly name: string;
  /** The range's, with a folder and processes of the region's own. */
  readonly site: Site;
  /** What is not of a region: the world outside stands on it. */
  readonly outside: Site;
  readonly world: World;
  readonly aws: Aws;
  /** Null until a stack is deployed there. */
  deployed: Deployed | null;
  /** Aborts when the region ends. */
  readonly ending: AbortSignal;
  readonly isLost: boolean;
  /** Ends everything in it for good: nothing runs, answers or watches there any more. */
  lose(): Promise<void>;
  /** Ends what watches and replaces; the processes are the range's to end. */
  close(): void;
}

export interface RegionOptions {
  name: string;
  site: Site;
  global: GlobalAws;
  /** Of the range's one port. */
  endpoint(): string;
}

/** Makes a region in which nothing is deployed. */
export function openRegion({ name, site, global, endpoint }: RegionOptions): Region {
  const folder = join(site.folder, name);
  mkdirSync(folder);
  // Postgres may run under another user, which must be able to enter.
  chmodSync(folder, 0o711);
  const world = emptyWorld({ ...site.options.stack, region: name }, site.clock);
  const aws = openAws({ world, global, endpoint, folder, networkCidr: site.loopback.cidr });
  const ending = new AbortController();
  const own = { ...site, folder, processes: processGroup(site.processes) };
  const host = instanceHost(own, world);
  world.rds.instances.settle(host);
  aws.athena.settle(host.databases);
  const unpublish = global.publishTo(aws.cloudwatch.metrics);
  const close = () => {
    ending.abort();
    unpublish();
    closeWorld(world);
    aws.close();
  };
  let isLost = false;
  return {
    name,
    get isLost() {
      return isLost;
    },
    async lose() {
      isLost = true;
      close();
      await own.processes.endAll();
    },
    site: own,
    outside: site,
    world,
    aws,
    deployed: null,
    ending: ending.signal,
    close,
  };
}
