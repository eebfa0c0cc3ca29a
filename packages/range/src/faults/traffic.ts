import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import type { BuildProgram } from '../program/build.ts';

export interface TrafficWorld {
  readonly systemFolder: string;
  readonly build: BuildProgram;
  readonly outputs: Readonly<Record<string, string>>;
  /** Of the first load balancer, as a browser on this machine reaches it; empty when there is none. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
}

/** What the export `traffic` of a module in a system's drills folder is given; it resolves when all has been sent. */
export interface TrafficOptions {
  baseUrl: string;
  outputs: Readonly<Record<string, string>>;
  /** Resolves the range's names. */
  fetch: typeof fetch;
  count: number;
  concurrency: number;
  signal: AbortSignal;
}

/** Sends a wave of requests; clearing it stops what was not sent yet. */
export async function injectTraffic(
  world: TrafficWorld,
  { module, count, concurrency }: Extract<Fault, { kind: 'traffic' }>,
): Promise<InjectedFault> {
  const traffic = await loadTraffic(world, module);
  const { baseUrl, outputs, fetch } = world;
  const stopping = new AbortController();
  const sent = Promise.resolve(traffic({ baseUrl, outputs, fetch, count, concurrency, signal: stopping.signal }));
  const over = sent.then(
    () => {},
    (error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    },
  );
  // A caller that never looks at `over` must not end the process.
  over.catch(() => {});
  return {
    text: `${count} requests of ${basename(module, '.ts')}, ${concurrency} at a time`,
    over,
    async clear() {
      stopping.abort();
      await over.catch(() => {});
    },
  };
}

async function loadTraffic({ systemFolder, build }: TrafficWorld, module: string) {
  const unknown = (reason: string) => new SteadyError('FAULT_UNKNOWN', { fault: `traffic ${module}`, reason });
  const file = join(systemFolder, 'drills', module);
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) throw unknown(`there is no ${file}`);
  const loaded: { traffic?: unknown } = await import(pathToFileURL(await build(file)).href);
  if (typeof loaded.traffic !== 'function') throw unknown(`${file} exports no function "traffic"`);
  return loaded.traffic as (options: TrafficOptions) => Promise<unknown>;
}
