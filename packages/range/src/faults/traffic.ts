import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Fault,
  type InjectedFault,
  type ModuleOptions,
  SteadyError,
  type TrafficOptions,
} from '@steadyhand/contracts';
import type { BuildProgram } from '../program/build.ts';

export interface TrafficWorld {
  readonly systemFolder: string;
  readonly build: BuildProgram;
  readonly module: ModuleOptions;
}

type TrafficResult = { values?: Readonly<Record<string, string>> } | undefined;

/** Sends a wave of requests; clearing it stops what was not sent yet. */
export async function injectTraffic(
  world: TrafficWorld,
  { module, count, concurrency }: Extract<Fault, { kind: 'traffic' }>,
): Promise<InjectedFault> {
  const traffic = await loadExport<TrafficOptions, TrafficResult>(world, module, 'traffic');
  const stopping = new AbortController();
  const values: Record<string, string> = {};
  const sent = Promise.resolve(traffic({ ...world.module, count, concurrency, signal: stopping.signal }));
  const over = sent.then(
    (result) => void Object.assign(values, result?.values),
    (error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    },
  );
  // A caller that never looks at `over` must not end the process.
  over.catch(() => {});
  return {
    text: `${count} requests of ${basename(module, '.ts')}, ${concurrency} at a time`,
    over,
    values,
    async clear() {
      stopping.abort();
      await over.catch(() => {});
    },
  };
}

/** What the export `count` of a module counts. */
export async function countWith(world: TrafficWorld, module: string): Promise<number> {
  const count = await loadExport<ModuleOptions, number>(world, module, 'count');
  return count(world.module);
}

async function loadExport<Options, Result>({ systemFolder, build }: TrafficWorld, module: string, name: string) {
  const unknown = (reason: string) => new SteadyError('FAULT_UNKNOWN', { fault: `${name} ${module}`, reason });
  const file = join(systemFolder, 'drills', module);
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) throw unknown(`there is no ${file}`);
  const loaded: Record<string, unknown> = await import(pathToFileURL(await build(file)).href);
  const found = loaded[name];
  if (typeof found !== 'function') throw unknown(`${file} exports no function "${name}"`);
  return found as (options: Options) => Result | Promise<Result>;
}
