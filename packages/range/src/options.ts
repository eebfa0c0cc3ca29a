import type { Handlers, Stack } from '@steadyhand/contracts';
import type { Machine } from './machine.ts';

/** Programs that know the range's names, as those of this machine do not: `psql`, `redis-cli`. */
export interface ContainerPrograms {
  names: readonly string[];
  /** Called with the first use. */
  load(): Promise<Handlers>;
}

export interface RangeOptions {
  /** Name of the system. */
  system: string;
  systemFolder: string;
  stack: Stack;
  /** Of the range; a machine has one of a name. */
  name: string;
  /** How many times as fast as the wall the range's clock runs. */
  speed: number;
  /** Of the AWS endpoint; a free one when left out. */
  port?: number;
  /** Where running ranges are found. */
  stateFolder: string;
  /** What may be deleted at any time: unpacked servers, built programs. */
  cacheFolder: string;
  /** Gives up the start when it aborts; a range that is up is ended with `stop()`. */
  signal?: AbortSignal;
  /** Told of each part that is up: `postgres chat-db ready 0.2 s`. */
  onProgress?(text: string): void;
  /** What shells in its tasks have beside the programs of this machine. */
  programs?: ContainerPrograms;
  /** This process's own when left out. */
  machine?: Machine;
}
