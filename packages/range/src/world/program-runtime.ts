import { access } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SteadyError } from '@steadyhand/contracts';
import type { Address, Loopback } from '../network/loopback.ts';
import type { Processes, Program } from '../process/processes.ts';
import type { BuildProgram } from '../program/build.ts';

/** Runs the programs of a system, tasks and dependencies alike, confined to the range. */
export interface ProgramRuntime {
  claim(port: number): Promise<Address>;
  /** Builds the image, so that `run` of it starts at once. */
  prepare(image: string): Promise<unknown>;
  run(options: RunOptions): Promise<Program>;
}

export interface RunOptions {
  part: string;
  /** Folder with a `main.ts`, relative to the system's. */
  image: string;
  address: Address;
  env: Readonly<Record<string, string>>;
  onLine?(line: string): void;
}

export interface RuntimeOptions {
  systemFolder: string;
  /** Folder of the range: the programs' HOME and working folder. */
  folder: string;
  hostsFile: string;
  /** PATH of the range's own process. */
  path: string;
  processes: Processes;
  loopback: Loopback;
  build: BuildProgram;
}

export function programRuntime(options: RuntimeOptions): ProgramRuntime {
  const { systemFolder, folder, hostsFile, build } = options;
  // A literal, so that a bundle of this package carries the module as a file.
  const preloadSource = fileURLToPath(new URL('../task/preload.ts', import.meta.url));
  const prepare = async (image: string) => build(await mainModule(systemFolder, image));
  return {
    claim: (port) => options.loopback.claim(port),
    prepare,
    async run({ part, image, address, env, onLine }) {
      const [preload, program] = await Promise.all([build(preloadSource), prepare(image)]);
      return options.processes.start({
        part,
        command: process.execPath,
        args: ['--import', preload, program],
        cwd: folder,
        env: {
          PATH: options.path,
          HOME: folder,
          TMPDIR: folder,
          LANG: 'C.UTF-8',
          TZ: 'UTC',
          NODE_ENV: 'production',
          ...env,
          PORT: String(address.port),
          STEADY_RANGE_HOSTS: hostsFile,
          STEADY_RANGE_ADDRESS: address.host,
        },
        ipc: true,
        ...(onLine ? { onLine } : {}),
      });
    },
  };
}

async function mainModule(systemFolder: string, image: string): Promise<string> {
  const main = join(systemFolder, image, 'main.ts');
  const inside = !relative(systemFolder, main).startsWith('..');
  const readable =
    inside &&
    (await access(main).then(
      () => true,
      () => false,
    ));
  if (!readable) {
    throw new SteadyError('RANGE_START_FAILED', { part: `image ${image}`, reason: `there is no ${main}` });
  }
  return main;
}
