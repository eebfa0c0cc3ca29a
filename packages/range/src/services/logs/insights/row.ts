import type { LogEvent } from '../log-store.ts';
import type { Value } from './value.ts';

/** A log event, or a group of them, with its fields. */
export interface Row {
  /** Null for what there is no field of this name. */
  get(name: string): Value;
  set(name: string, value: Value): void;
}

/** Insights finds no more fields in one event. */
const MAX_FIELDS = 200;

export interface LogRecord {
  event: LogEvent;
  /** `account:group` */
  log: string;
}

export function rowOfEvent({ event, log }: LogRecord): Row {
  const made = new Map<string, Value>();
  let discovered: Map<string, Value> | undefined;
  return {
    set: (name, value) => void made.set(name, value),
    get(name) {
      const own = made.get(name);
      if (own !== undefined) return own;
      if (name.startsWith('@')) return systemField(name, event, log);
      discovered ??= discover(event.message);
      return discovered.get(name) ?? null;
    },
  };
}

export function rowOf(values: Iterable<readonly [string, Value]>): Row {
  const made = new Map(values);
  return { get: (name) => made.get(name) ?? null, set: (name, value) => void made.set(name, value) };
}

function systemField(name: string, event: LogEvent, log: string): Value {
  switch (name) {
    case '@timestamp':
      return { ms: event.at };
    case '@ingestionTime':
      return { ms: event.ingestedAt };
    case '@message':
      return event.message;
    case '@logStream':
      return event.stream;
    case '@log':
      return log;
    case '@ptr':
      return pointerOf(log, event);
    default:
      return null;
  }
}

export function pointerOf(log: string, { stream, sequence }: LogEvent): string {
  return Buffer.from(JSON.stringify([log, stream, sequence])).toString('base64');
}

/** The fields of a message that is JSON, or that ends in it: `user.id`, `tags.0`. */
export function discover(message: string): Map<string, Value> {
  const fields = new Map<string, Value>();
  const start = message.indexOf('{');
  if (start < 0) return fields;
  try {
    flatten(JSON.parse(message.slice(start)), '', fields);
  } catch {
    // Not JSON: there are no fields to find.
  }
  return fields;
}

function flatten(value: unknown, path: string, fields: Map<string, Value>): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, fields);
  } else if (value !== null && fields.size < MAX_FIELDS) {
    fields.set(path, value as string | number | boolean);
  }
}
