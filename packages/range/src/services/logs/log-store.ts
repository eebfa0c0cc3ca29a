import type { Clock } from '@steadyhand/contracts';
import type { LogLine, LogSink } from '../../ports.ts';
import { AwsError } from '../../wire/service.ts';

export interface LogEvent {
  stream: string;
  /** Milliseconds since the epoch. */
  at: number;
  ingestedAt: number;
  message: string;
  /** Rises with every event of the store, so that equal times have an order. */
  sequence: number;
}

export interface LogStream {
  name: string;
  group: string;
  createdAt: number;
  /** In the order of their times. */
  events: LogEvent[];
}

export interface LogGroup {
  name: string;
  createdAt: number;
  /** For ever, when undefined. */
  retentionDays: number | undefined;
  streams: Map<string, LogStream>;
}

/** Memory is bounded per stream; the oldest events go first. */
const MAX_EVENTS = 20_000;

const DAY_MS = 86_400_000;

/** Hears of every event that comes in. */
export type LogListener = (group: string, event: LogEvent) => void;

/** Every log group of a region. */
export class LogStore implements LogSink {
  readonly #clock: Clock;
  readonly #groups = new Map<string, LogGroup>();
  readonly #listeners = new Set<LogListener>();
  #sequence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Makes group and stream when they are not there. */
  append(line: LogLine): void {
    const group = this.#groups.get(line.group) ?? this.createGroup(line.group);
    const stream = group.streams.get(line.stream) ?? this.createStream(group, line.stream);
    this.add(stream, line);
  }

  onEvent(listener: LogListener): void {
    this.#listeners.add(listener);
  }

  add({ name, group, events }: LogStream, { at, message }: { at: number; message: string }): void {
    this.#sequence += 1;
    const event = { stream: name, at, ingestedAt: this.#clock.now(), message, sequence: this.#sequence };
    let index = events.length;
    while (index > 0 && (events[index - 1]?.at ?? 0) > at) index -= 1;
    events.splice(index, 0, event);
    if (events.length > MAX_EVENTS) events.splice(0, events.length - MAX_EVENTS);
    for (const listener of this.#listeners) listener(group, event);
  }

  createGroup(name: string): LogGroup {
    if (this.#groups.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    const group: LogGroup = { name, createdAt: this.#clock.now(), retentionDays: undefined, streams: new Map() };
    this.#groups.set(name, group);
    return group;
  }

  createStream(group: LogGroup, name: string): LogStream {
    if (group.streams.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    const stream: LogStream = { name, group: group.name, createdAt: this.#clock.now(), events: [] };
    group.streams.set(name, stream);
    return stream;
  }

  groups(): LogGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Without what its retention has let go. */
  group(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    if (group.retentionDays !== undefined) this.#expire(group, this.#clock.now() - group.retentionDays * DAY_MS);
    return group;
  }

  deleteGroup({ name }: LogGroup): void {
    this.#groups.delete(name);
  }

  #expire({ streams }: LogGroup, before: number): void {
    for (const { events } of streams.values()) {
      const first = events.findIndex(({ at }) => at >= before);
      events.splice(0, first < 0 ? events.length : first);
    }
  }

  stream(group: LogGroup, name: string): LogStream {
    const stream = group.streams.get(name);
    if (!stream) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    return stream;
  }
}

/** By time, then by arrival. */
export function compareEvents(a: Position, b: Position): number {
  return a.at - b.at || a.sequence - b.sequence;
}

/** Where an event stands, stable while others come and go; the form of it in tokens. */
export interface Position {
  at: number;
  sequence: number;
}

export function positionToken({ at, sequence }: Position): string {
  return Buffer.from(`${at}/${sequence}`).toString('base64url');
}

export function parsePosition(token: string): Position {
  const [at, sequence] = Buffer.from(token, 'base64url').toString().split('/').map(Number);
  if (at === undefined || sequence === undefined || Number.isNaN(at) || Number.isNaN(sequence)) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  return { at, sequence };
}
