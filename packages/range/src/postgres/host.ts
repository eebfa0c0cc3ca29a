import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '@steadyhand/contracts';
import type { Address } from '../network/loopback.ts';
import type { Processes } from '../process/processes.ts';
import { POSTGRES_PORT } from '../world/names.ts';
import { findFaketime } from './faketime.ts';
import type { ServerClockOptions } from './moments.ts';
import { type PreparedPostgres, preparePostgres } from './template.ts';

/** What databases are made with. */
export interface DatabaseHost {
  readonly processes: Processes;
  /** The machine's. */
  readonly wall: Clock;
  /** The range's. */
  readonly clock: Clock;
  prepared(): Promise<PreparedPostgres>;
  clocks(): Promise<ServerClockOptions>;
  /** A place for a server. */
  claim(): Promise<Address>;
  /** A folder of its own, which servers' users may enter. */
  newFolder(): Promise<string>;
}

export interface DatabaseHostOptions {
  processes: Processes;
  wall: Clock;
  clock: Clock;
  speed: number;
  /** Where programs are looked for. */
  path: string;
  cacheFolder: string;
  /** Temporary. Its path is short, because sockets are in it. */
  folder: string;
  claim(port: number): Promise<Address>;
}

/** Nothing is unpacked or looked for before the first database. */
export function databaseHost(options: DatabaseHostOptions): DatabaseHost {
  const { processes, wall, clock, speed, path, cacheFolder, folder } = options;
  let preparing: Promise<PreparedPostgres> | undefined;
  let finding: Promise<string | null> | undefined;
  let count = 0;
  const prepared = (): Promise<PreparedPostgres> => {
    preparing ??= preparePostgres(cacheFolder);
    return preparing;
  };
  // Beside the server's programs, which the user that servers run as can read.
  const findLibrary = async () => findFaketime(dirname((await prepared()).folder), path);
  return {
    processes,
    wall,
    clock,
    prepared,
    async clocks() {
      finding ??= speed === 1 ? Promise.resolve(null) : findLibrary();
      return { clock, wall, speed, library: await finding };
    },
    claim: () => options.claim(POSTGRES_PORT),
    async newFolder() {
      count += 1;
      const made = join(folder, `pg${count}`);
      await mkdir(made, { recursive: true });
      await chmod(made, 0o711);
      return made;
    },
  };
}
