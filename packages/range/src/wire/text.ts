/** Simple values as text: in forms, XML, headers, paths and query strings. */
import { malformed } from './malformed.ts';
import type { Schema } from './model.ts';

/** Schema numbers of `@smithy/types` for timestamps. */
const DATE_TIME = 5;
const HTTP_DATE = 6;
const EPOCH_SECONDS = 7;

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** The format that a member asks for, else the protocol's own. */
export function timestampFormat(schema: Schema, otherwise: TimestampFormat): TimestampFormat {
  const kind = schema.getSchema();
  if (kind === DATE_TIME) return 'date-time';
  if (kind === HTTP_DATE) return 'http-date';
  if (kind === EPOCH_SECONDS) return 'epoch-seconds';
  return otherwise;
}

export function fromText(schema: Schema, text: string): unknown {
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isNumericSchema()) return toNumber(text);
  if (schema.isTimestampSchema()) return toDate(text);
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'));
  if (schema.isBigIntegerSchema()) return BigInt(text);
  return text;
}

export function toText(schema: Schema, value: unknown, timestamps: TimestampFormat): string {
  if (value instanceof Date) {
    const format = timestampFormat(schema, timestamps);
    if (format === 'http-date') return value.toUTCString();
    if (format === 'epoch-seconds') return String(value.getTime() / 1000);
    return value.toISOString();
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || (Number.isNaN(value) && text !== 'NaN')) throw malformed(`"${text}" is not a number`);
  return value;
}

export function toDate(text: string): Date {
  const date = /^-?\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  if (Number.isNaN(date.getTime())) throw malformed(`"${text}" is not a timestamp`);
  return date;
}
