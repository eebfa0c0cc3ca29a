import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Fault } from './fault.ts';

/** How another process finds and uses a running range; served at `GET /_range` and kept in the range's state file. */
export const RangeDescriptionSchema = z.object({
  name: z.string(),
  system: z.string(),
  /** Folder of the system that it was booted from. */
  systemFolder: z.string(),
  pid: z.number().int(),
  /** Seconds since boot after which this process started; tells a re-used pid apart. */
  processStart: z.string(),
  startedAt: z.string(),
  /** `http://127.0.0.1:PORT`: every AWS protocol on one port. */
  endpoint: z.string(),
  account: z.string(),
  /** Its own, in which it was booted. */
  region: z.string(),
  /** Every region that it has, its own first, with the outputs of the stack that is deployed there. */
  regions: z
    .array(
      z.object({
        name: z.string(),
        deployed: z.boolean(),
        /** Taken away for good by a fault. */
        isLost: z.boolean(),
        outputs: z.record(z.string(), z.string()),
      }),
    )
    .default([]),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  speed: z.number(),
  outputs: z.record(z.string(), z.string()),
  /** `host:port` → `address:port`; `host:*` where the port does not matter. */
  hosts: z.record(z.string(), z.string()),
  /** The same, as it is at any moment: a deployment and Route 53 change it. */
  hostsFile: z.string().optional(),
  /** URLs that a person can open. */
  urls: z.array(z.object({ what: z.string(), url: z.string() })),
  ca: z.string().nullable(),
});
export type RangeDescription = z.infer<typeof RangeDescriptionSchema>;

export interface AlarmTransition {
  alarm: string;
  from: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  to: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  reason: string;
  /** On the range's clock. */
  at: number;
}

export interface InjectedFault {
  readonly text: string;
  /** Resolves when the fault has done its work or has mended by itself. */
  readonly over: Promise<void>;
  /** What it gives for blanks of the runbook, by name; known when it is over. */
  readonly values?: Readonly<Record<string, string>>;
  clear(): Promise<void>;
}

/** A range in this process. */
export interface RangeControl {
  readonly description: RangeDescription;
  readonly clock: Clock;
  onAlarm(listener: (transition: AlarmTransition) => void): () => void;
  injectFault(fault: Fault): Promise<InjectedFault>;
  /** What the export `count` of a module in the system's drills folder counts. */
  count(module: string): Promise<number>;
  /** Ends every process, port and folder of the range. Safe to call twice. */
  stop(): Promise<void>;
}
