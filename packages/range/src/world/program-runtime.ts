import { access } from 'node:fs/promises';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SteadyError } from '@steadyhand/contracts';
import type { Address, Loopback } from '../network/loopback.ts';
import type { Processes, Program } from '../process/processes.ts';
import type { BuildProgram } from '../program/build.ts';
import { type Image, makeImage } from '../program/image.ts';

/** Runs the programs of a system, tasks and dependencies alike, confined to the range. */
export interface ProgramRuntime {
  claim(port: number): Promise<Address>;
  /** Builds the program of a folder of the system, and gives its file. */
  prepare(folder: string): Promise<string>;
  /** Takes the image of a folder of the system. */
  image(folder: string): Promise<Image>;
  run(options: RunOptions): Promise<Program>;
  /** What every process in a container has, a person's shell too; Node programs among them are confined as tasks are. */
  insideOf(container: Container): Promise<Record<string, string>>;
}

/** Where a program runs and what it is told. */
export interface Container {
  address: Address;
  env: Readonly<Record<string, string>>;
  /** Working folder; the range's own when left out. */
  folder?: string;
}

export interface RunOptions extends Container {
  part: string;
  /** A bundled program. */
  main: string;
  /** Runs instead of `main`. Rejects with RANGE_START_FAILED when there is no such program. */
  command?: readonly string[] | undefined;
  onLine?(line: string): void;
}

export interface RuntimeOptions {
  systemFolder: string;
  /** Folder of the range: the programs' HOME. */
  folder: string;
  /** Folder of programs that containers find first. */
  tools: string;
  hostsFile: string;
  firewallFile: string;
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
  const environment = ({ address, env }: Container) => ({
    PATH: `${options.tools}${delimiter}${options.path}`,
    HOME: folder,
    TMPDIR: folder,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NODE_ENV: 'production',
    ...env,
    PORT: String(address.port),
    STEADY_RANGE_HOSTS: hostsFile,
    STEADY_RANGE_FIREWALL: options.firewallFile,
    STEADY_RANGE_ADDRESS: address.host,
  });
  const insideOf = async (container: Container) => {
    const confined = `--import ${pathToFileURL(await build(preloadSource)).href}`;
    const { NODE_OPTIONS } = container.env;
    const nodeOptions = NODE_OPTIONS === undefined ? confined : `${NODE_OPTIONS} ${confined}`;
    return { ...environment(container), NODE_OPTIONS: nodeOptions };
  };
  const prepare = async (image: string) => build(await mainModule(systemFolder, image));
  return {
    claim: (port) => options.loopback.claim(port),
    prepare,
    insideOf,
    async image(context) {
      const program = await prepare(context);
      return makeImage({ context: join(systemFolder, context), program }, join(folder, 'images'));
    },
    async run({ part, main, command, onLine, ...container }) {
      const own = [process.execPath, '--import', await build(preloadSource), main] as const;
      const [program, ...args] = command ?? own;
      if (program === undefined) throw new SteadyError('RANGE_START_FAILED', { part, reason: 'the command is empty' });
      return options.processes.start({
        part,
        command: program,
        args,
        cwd: container.folder ?? folder,
        env: command ? await insideOf(container) : environment(container),
        ipc: command === undefined,
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
