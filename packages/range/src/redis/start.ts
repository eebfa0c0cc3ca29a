import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { SteadyError } from '@steadyhand/contracts';
import type { Address } from '../network/loopback.ts';
import type { Processes, Program } from '../process/processes.ts';
import type { RedisBinary } from './binary.ts';
import { askRedis } from './client.ts';

export interface RedisOptions {
  part: string;
  folder: string;
  binary: RedisBinary;
  address: Address;
  maxMemoryMb: number;
  /** No AUTH when null. */
  password: string | null;
  processes: Processes;
}

export interface RedisUsage {
  connections: number;
  /** Share of `maxmemory` in use, in percent. */
  memoryPercent: number;
}

export interface RunningRedis {
  readonly program: Program;
  usage(): Promise<RedisUsage>;
}

/** A real Redis. As on ElastiCache it keeps nothing on disk and refuses writes when it is full. */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const { address, binary, password } = options;
  await mkdir(options.folder, { recursive: true });
  const settings = {
    bind: address.host,
    port: String(address.port),
    dir: options.folder,
    save: '',
    appendonly: 'no',
    maxmemory: `${options.maxMemoryMb}mb`,
    'maxmemory-policy': 'noeviction',
    ...(password === null ? { 'protected-mode': 'no' } : { requirepass: password }),
  };
  const program = await options.processes.start({
    part: options.part,
    command: binary.command,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    cwd: options.folder,
    env: binary.libraryPath === null ? {} : { LD_LIBRARY_PATH: binary.libraryPath },
  });
  const login = password === null ? [] : [['AUTH', password]];
  await untilAnswering(program, address, login);
  return {
    program,
    async usage() {
      const info = await askRedis(address, [...login, ['INFO', 'clients'], ['INFO', 'memory']]);
      const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
      return {
        // Without the connection that asks.
        connections: Math.max(0, field('connected_clients') - 1),
        memoryPercent: (100 * field('used_memory')) / field('maxmemory'),
      };
    },
  };
}

async function untilAnswering(program: Program, address: Address, login: string[][]): Promise<void> {
  for (;;) {
    const reply = await askRedis(address, [...login, ['PING']]).catch(() => '');
    if (reply.includes('+PONG')) return;
    if (program.exit) throw new SteadyError('RANGE_START_FAILED', { part: program.part, reason: program.tail() });
    await wait(10);
  }
}
