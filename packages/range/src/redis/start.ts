import { randomBytes } from 'node:crypto';
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
  maxMemoryBytes: number;
  processes: Processes;
}

/** A Redis server that the range runs by a user of its own; what clients may is said with `setTokens`. */
export interface RunningRedis {
  readonly program: Program;
  readonly address: Address;
  readonly maxMemoryBytes: number;
  /** Rejects with a `RedisError` when the server answers with one. */
  run(...commands: readonly (readonly string[])[]): Promise<string>;
  /** Sections of INFO, as fields. */
  info(...sections: string[]): Promise<Map<string, string>>;
  /** Passwords of the default user, of which any will do; anyone is let in when there is none, or an empty one. */
  setTokens(tokens: readonly string[]): Promise<void>;
  /** Takes the data of another server and follows it from then on. */
  follow(other: RunningRedis): Promise<void>;
  /** Resolves when it has all that was written to the other, to which nothing more may be written meanwhile. */
  caughtUp(other: RunningRedis): Promise<void>;
  promote(): Promise<void>;
}

/** Commands that ElastiCache does not have (its documentation, "Restricted Redis OSS commands"). */
const ABSENT = ['CONFIG', 'DEBUG', 'SHUTDOWN', 'SLAVEOF', 'MIGRATE', 'SAVE', 'BGSAVE', 'BGREWRITEAOF'];
/** Those that the range itself needs, which clients may not use. */
const OURS = ['replicaof', 'psync', 'sync', 'acl|setuser', 'acl|deluser', 'acl|load', 'acl|save'];

const ADMIN = 'steady-range';
/** Of every server of this process, so that one can follow another. */
const ADMIN_PASSWORD = randomBytes(16).toString('hex');
const LOGIN = ['AUTH', ADMIN, ADMIN_PASSWORD];

/** A real Redis. As on ElastiCache it keeps nothing on disk and refuses writes when it is full. */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const { address, binary } = options;
  await mkdir(options.folder, { recursive: true });
  const program = await options.processes.start({
    part: options.part,
    command: binary.command,
    args: argumentsOf(options),
    cwd: options.folder,
    env: binary.libraryPath === null ? {} : { LD_LIBRARY_PATH: binary.libraryPath },
  });
  const run = (...commands: readonly (readonly string[])[]) => askRedis(address, [LOGIN, ...commands]);
  await until([program], async () => (await run(['PING'])).includes('+PONG'));
  const info = async (...sections: string[]) => fieldsOf(await run(...sections.map((section) => ['INFO', section])));
  // Both count the bytes of their common stream (redis.io/docs/management/replication).
  async function caughtUp(other: RunningRedis): Promise<void> {
    const written = Number((await other.info('replication')).get('master_repl_offset'));
    await until([program, other.program], async () => {
      return Number((await info('replication')).get('slave_repl_offset')) >= written;
    });
  }
  return {
    program,
    address,
    maxMemoryBytes: options.maxMemoryBytes,
    run,
    info,
    caughtUp,
    async setTokens(tokens) {
      const isOpen = tokens.length === 0 || tokens.includes('');
      const passwords = isOpen ? ['nopass'] : tokens.map((token) => `>${token}`);
      const rights = ['~*', '&*', '+@all', ...OURS.map((command) => `-${command}`)];
      await run(['ACL', 'SETUSER', 'default', 'on', 'resetpass', ...passwords, ...rights]);
    },
    async follow(other) {
      await run(['REPLICAOF', other.address.host, String(other.address.port)]);
      await until([program, other.program], async () => {
        return (await info('replication')).get('master_link_status') === 'up';
      });
      // What was written meanwhile is sent up to a second later; whoever pauses writes need not wait for that.
      await caughtUp(other);
    },
    promote: async () => void (await run(['REPLICAOF', 'NO', 'ONE'])),
  };
}

function argumentsOf({ address, folder, maxMemoryBytes }: RedisOptions): string[] {
  const settings: Record<string, string> = {
    bind: address.host,
    port: String(address.port),
    dir: folder,
    save: '',
    appendonly: 'no',
    'protected-mode': 'no',
    maxmemory: String(maxMemoryBytes),
    'maxmemory-policy': 'noeviction',
    masteruser: ADMIN,
    masterauth: ADMIN_PASSWORD,
    // The data of a whole server goes to its follower at once, without a delay to wait for more followers.
    'repl-diskless-sync': 'yes',
    'repl-diskless-sync-delay': '0',
    // Else the follower would keep them in a file, which a later server in its folder would take for its own.
    'repl-diskless-load': 'on-empty-db',
  };
  return [
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    ...['--user', ADMIN, 'on', `>${ADMIN_PASSWORD}`, '~*', '&*', '+@all'],
    ...ABSENT.flatMap((command) => ['--rename-command', command, '']),
  ];
}

/** Asks again until it is so; rejects when one of the programs has ended. */
async function until(programs: readonly Program[], isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) {
    const ended = programs.find(({ exit }) => exit);
    if (ended) throw new SteadyError('RANGE_START_FAILED', { part: ended.part, reason: ended.tail() });
    await wait(10);
  }
}

function fieldsOf(info: string): Map<string, string> {
  return new Map([...info.matchAll(/^(\w+):(.*)\r$/gm)].map(([, name = '', value = '']) => [name, value]));
}
