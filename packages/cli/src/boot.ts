import { join } from 'node:path';
import { type RangeControl, type Stack, SteadyError, type System } from '@steadyhand/contracts';
import { loadSystem, SYSTEM_FILE } from '@steadyhand/engine';
import { loadStack, startRange } from '@steadyhand/range';
import { loadHandlers } from './compose.ts';
import { userFolders } from './paths.ts';
import { findSystemFolder } from './system-folder.ts';

/** What a shell in a task has, as an image of the system would: each knows the names of the range. */
const IN_CONTAINERS = ['psql', 'pg_isready', 'redis-cli', 'curl'];

export interface BootOptions {
  /** Name of the range. */
  name?: string;
  /** Name of one of the system's stacks; its default one when left out. */
  stack?: string | undefined;
  port?: number;
  speed: number;
  signal: AbortSignal;
  /** Told of each part that is up. */
  onProgress(text: string): void;
}

export interface SystemOnDisk {
  folder: string;
  system: System;
}

export async function openSystem(name: string): Promise<SystemOnDisk> {
  const folder = await findSystemFolder(name);
  const system = await loadSystem(folder);
  if (system) return { folder, system };
  throw new SteadyError('SYSTEM_NOT_FOUND', { name, known: `${folder} has no ${SYSTEM_FILE}` });
}

/** One of the stacks that a system describes; its default one when no name is given. */
export async function loadSystemStack({ folder, system }: SystemOnDisk, name: string | undefined): Promise<Stack> {
  if (system.stack) return loadStack(join(folder, system.stack), { name, cacheFolder: userFolders().cache });
  throw new SteadyError('SYSTEM_FILE_INVALID', { file: join(folder, SYSTEM_FILE), problems: 'stack: there is none' });
}

/** Boots a system in a range of its own. The caller ends it with `stop()`. */
export async function bootRange({ folder, system }: SystemOnDisk, options: BootOptions): Promise<RangeControl> {
  const folders = userFolders();
  const stack = await loadSystemStack({ folder, system }, options.stack);
  return startRange({
    name: options.name ?? system.system,
    system: system.system,
    systemFolder: folder,
    stack,
    speed: options.speed,
    ...(options.port === undefined ? {} : { port: options.port }),
    stateFolder: folders.state,
    cacheFolder: folders.cache,
    programs: { names: IN_CONTAINERS, load: () => loadHandlers() },
    signal: options.signal,
    onProgress: options.onProgress,
  });
}
