/** What a module in a system's drills folder is given: a wave of traffic, something that counts. */
import type { Clock } from './clock.ts';
import type { Ref } from './stack/values.ts';

export interface ModuleOptions {
  /** Of the first load balancer, as a browser on this machine reaches it; empty when there is none. */
  baseUrl: string;
  outputs: Readonly<Record<string, string>>;
  /** Resolves the range's names. */
  fetch: typeof fetch;
  /** Where a name and port lead on this machine; null when the range does not have it. */
  locate(host: string, port: number): { host: string; port: number } | null;
  /** An attribute of a resource of the stack: `('database', 'main', 'url')`. */
  attribute(kind: Ref['ref'], id: string, name: string): string;
  /** The range's clock, which is what restores and logs go by. */
  clock: Clock;
}

/** What the export `traffic` is given; it resolves when all has been sent. `values` are for blanks of the runbook. */
export interface TrafficOptions extends ModuleOptions {
  count: number;
  concurrency: number;
  signal: AbortSignal;
}
