import { join } from 'node:path';
import type { Clock } from '@steadyhand/contracts';
import type { Gate } from '../network/gate.ts';
import type { Address } from '../network/loopback.ts';
import type { Processes, Program } from '../process/processes.ts';
import type { RedisBinary } from './binary.ts';
import { NODE_MEMORY_GIB } from './node-types.ts';
import { type RunningRedis, startRedis } from './start.ts';

export type CacheStatus = 'available' | 'modifying' | 'rebooting cluster nodes' | 'create-failed';
/** Whether clients must, may or cannot speak TLS. */
export type Encryption = 'required' | 'preferred' | 'disabled';

export interface CacheEvent {
  /** On the range's clock. */
  readonly at: number;
  readonly message: string;
}

export interface CacheOptions {
  id: string;
  nodeType: string;
  /** Of the first node; other node types have more or less in proportion to what they have at AWS. */
  maxMemoryMb: number;
  tokens: readonly string[];
  encryption: Encryption;
  /** Whether there is a certificate for it. */
  canEncrypt: boolean;
  gate: Gate;
  folder: string;
  binary: RedisBinary;
  clock: Clock;
  processes: Processes;
  securityGroupIds: readonly string[];
  /** Where the next node is to live. */
  claim(): Promise<Address>;
  /** Puts other security groups before the gate. */
  guard(groupIds: readonly string[]): Promise<void>;
}

/**
 * A replication group of one node: a Redis behind a gate.
 *
 * C1 One change at a time, in the order in which they were asked for; `status` says of which kind the last one is.
 * C2 A new node takes all data before clients are led to it, and no write that was answered is lost.
 * C3 Connections keep the rights that they were opened with, whatever becomes of the tokens.
 */
export class Cache {
  readonly id: string;
  readonly gate: Gate;
  readonly createdAt: number;
  /** The newest last. */
  readonly events: CacheEvent[] = [];
  nodeType: string;
  /** A type that waits for the maintenance window. */
  pendingNodeType: string | null = null;
  status: CacheStatus = 'available';
  tokensChangedAt: number;
  securityGroupIds: readonly string[];
  encryption: Encryption;
  readonly #options: CacheOptions;
  readonly #memoryScale: number;
  #tokens: readonly string[];
  #node: RunningRedis;
  #nodes = 1;
  #last: Promise<void> = Promise.resolve();

  private constructor(options: CacheOptions, node: RunningRedis) {
    this.#options = options;
    this.#node = node;
    this.#tokens = options.tokens;
    this.#memoryScale = options.maxMemoryMb / memoryOf(options.nodeType);
    this.id = options.id;
    this.gate = options.gate;
    this.nodeType = options.nodeType;
    this.securityGroupIds = options.securityGroupIds;
    this.encryption = options.encryption;
    this.createdAt = options.clock.now();
    this.tokensChangedAt = this.createdAt;
    this.#tell(`Replication group ${this.id} created`);
  }

  static async start(options: CacheOptions): Promise<Cache> {
    const node = await startNode(options, 0, options.maxMemoryMb);
    await node.setTokens(options.tokens);
    const cache = new Cache(options, node);
    await options.gate.setTarget(node.address);
    return cache;
  }

  get node(): RunningRedis {
    return this.#node;
  }

  get program(): Program {
    return this.#node.program;
  }

  get canEncrypt(): boolean {
    return this.#options.canEncrypt;
  }

  /** What clients may authenticate with, the newest last; an empty one, or none at all, lets in who does not. */
  get tokens(): readonly string[] {
    return this.#tokens;
  }

  async setTokens(tokens: readonly string[]): Promise<void> {
    await this.#during('modifying', async () => {
      await this.#node.setTokens(tokens);
      this.#tokens = tokens;
      this.tokensChangedAt = this.#options.clock.now();
      this.#tell(`AUTH token of replication group ${this.id} modified`);
    });
  }

  /** One more token is valid beside the newest; any older one is not any more. */
  rotateToken(token: string): Promise<void> {
    return this.setTokens([this.#tokens.at(-1) ?? '', token]);
  }

  async setSecurityGroups(groupIds: readonly string[]): Promise<void> {
    await this.#options.guard(groupIds);
    this.securityGroupIds = groupIds;
  }

  /** Moves to a node of another type; connections are reset when it takes over. */
  async changeNodeType(nodeType: string): Promise<void> {
    await this.#during('modifying', async () => {
      const old = this.#node;
      const next = await startNode(this.#options, this.#nodes++, this.#memoryScale * memoryOf(nodeType));
      try {
        await next.follow(old);
        await takeOver(old, next, this.#tokens);
      } catch (error) {
        await next.program.end();
        throw error;
      }
      await this.#lead(next);
      await old.program.end();
      this.nodeType = nodeType;
      this.pendingNodeType = null;
      this.#tell(`Replication group ${this.id} scaled to ${nodeType}`);
    });
  }

  /** The node starts again, empty. */
  async reboot(): Promise<void> {
    await this.#during('rebooting cluster nodes', async () => {
      const { maxMemoryBytes } = this.#node;
      await this.gate.setTarget(null);
      this.gate.cut();
      await this.#node.program.end();
      const next = await startNode(this.#options, this.#nodes++, maxMemoryBytes / MEGABYTE);
      await next.setTokens(this.#tokens);
      await this.#lead(next);
      this.#tell('Cache node 0001 restarted');
    });
  }

  async #lead(next: RunningRedis): Promise<void> {
    this.#node = next;
    await this.gate.setTarget(next.address);
    this.gate.cut();
  }

  /** A change that goes wrong is an event of the group, and leaves it as it was. */
  #during(status: CacheStatus, change: () => Promise<void>): Promise<void> {
    this.status = status;
    const turn = this.#last.then(change).then(undefined, (error: unknown) => {
      this.#tell(`The change failed: ${error instanceof Error ? error.message : error}`);
    });
    this.#last = turn;
    return turn.then(() => {
      if (this.#last === turn) this.status = 'available';
    });
  }

  #tell(message: string): void {
    this.events.push({ at: this.#options.clock.now(), message });
  }
}

const MEGABYTE = 1024 * 1024;
/** Longer than a switch takes; Redis lets clients write again by itself when the range should not come to it. */
const PAUSE_MS = 5000;

/** Writes wait at the old node until the new one has all that was written; then only the new one can be written to. */
async function takeOver(old: RunningRedis, next: RunningRedis, tokens: readonly string[]): Promise<void> {
  await old.run(['CLIENT', 'PAUSE', String(PAUSE_MS), 'WRITE']);
  await next.caughtUp(old);
  await next.promote();
  await next.setTokens(tokens);
}

async function startNode(options: CacheOptions, number: number, maxMemoryMb: number): Promise<RunningRedis> {
  return startRedis({
    part: `redis ${options.id}`,
    folder: join(options.folder, String(number)),
    binary: options.binary,
    address: await options.claim(),
    maxMemoryBytes: Math.round(maxMemoryMb * MEGABYTE),
    processes: options.processes,
  });
}

function memoryOf(nodeType: string): number {
  return NODE_MEMORY_GIB[nodeType] ?? 1;
}
