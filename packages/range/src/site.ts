import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, type Stack, SteadyError } from '@steadyhand/contracts';
import { processStart } from '@steadyhand/postgres';
import { rangeClock } from './clock.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type CertificateAuthority, createAuthority } from './network/certificates.ts';
import { createFirewall, type Firewall } from './network/firewall.ts';
import type { Gate } from './network/gate.ts';
import { createHostTable, type HostTable } from './network/host-table.ts';
import { type Loopback, takeLoopback } from './network/loopback.ts';
import type { RangeOptions } from './options.ts';
import { createProcesses, type Processes } from './process/processes.ts';
import { type BuildProgram, programBuilder } from './program/build.ts';
import { claimName } from './state/claim-name.ts';
import type { Owner, RangeFolders } from './state/folders.ts';
import { removeFolders, sweep, TEMPORARY_PREFIX } from './state/sweep.ts';
import { randomTokens } from './world/tokens.ts';

/** The ground that a range stands on: a name, a folder, a clock, a network and its processes. */
export interface Site {
  readonly options: RangeOptions;
  readonly machine: Machine;
  readonly clock: Clock;
  /** On the wall and, at that moment, on the range's clock. */
  readonly startedAt: number;
  readonly owner: Owner;
  readonly folders: RangeFolders;
  /** Temporary folder, which goes with the range. */
  readonly folder: string;
  /** Folder of the programs that containers find first. */
  readonly tools: string;
  readonly hosts: HostTable;
  readonly firewall: Firewall;
  /** Of databases and caches. */
  readonly gates: Set<Gate>;
  readonly loopback: Loopback;
  readonly processes: Processes;
  readonly build: BuildProgram;
  /** Signs for the range's names; null where no listener and no cache of the stack speaks TLS. */
  readonly authority: Promise<CertificateAuthority | null>;
  /** Passwords and tokens that nobody chose, by key. */
  token(key: string): string;
  /** Ends every process and removes every folder. */
  clear(): Promise<void>;
}

/** Sweeps what crashed ranges left, then takes a name. Rejects with RANGE_NAME_TAKEN when a running range has it. */
export async function openSite(options: RangeOptions): Promise<Site> {
  const machine = options.machine ?? thisMachine();
  await sweep(options.stateFolder);
  const clock = rangeClock(machine.clock, options.speed);
  const startedAt = clock.now();
  // Not in the state folder: Postgres may run under another user, which must be able to enter. Short, without the range's
  // name, because Postgres' socket is in it, whose path may have no more than 103 bytes on macOS.
  const folder = await mkdtemp(join(tmpdir(), TEMPORARY_PREFIX));
  await chmod(folder, 0o711);
  const owner = { ...ownIdentity(), startedAt: new Date(startedAt).toISOString(), folder };
  const folders = await claimName(options.stateFolder, options.name, owner).catch(async (error) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  const processes = createProcesses(folders.processes);
  const loopback = await takeLoopback();
  const firewall = createFirewall(join(folder, 'firewall.json'), loopback);
  const gates = new Set<Gate>();
  return {
    options,
    machine,
    clock,
    startedAt,
    owner,
    folders,
    folder,
    tools: join(folder, 'bin'),
    processes,
    loopback,
    hosts: createHostTable(join(folder, 'hosts.json')),
    firewall,
    gates,
    build: programBuilder(options.cacheFolder),
    authority: authorityOf(options.stack, machine.clock),
    token: randomTokens(),
    async clear() {
      await processes.endAll();
      await Promise.all([firewall.close(), ...[...gates].map((gate) => gate.close())]);
      await loopback.close();
      await removeFolders(folders, owner);
    },
  };
}

function authorityOf({ loadBalancers, caches }: Stack, wall: Clock): Promise<CertificateAuthority | null> {
  const secure = loadBalancers.some(({ listeners }) => listeners.some(({ protocol }) => protocol === 'HTTPS'));
  return secure || caches.some(({ transitEncryption }) => transitEncryption)
    ? createAuthority(wall)
    : Promise.resolve(null);
}

function ownIdentity(): { pid: number; processStart: string } {
  const start = processStart(process.pid);
  if (start === null) throw new SteadyError('INTERNAL', { reason: 'this process has no start time' });
  return { pid: process.pid, processStart: start };
}
