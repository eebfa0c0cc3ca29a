/** Values of document-like formats (JSON, CBOR) to and from the SDK's types, by schema. */
import { malformed } from './malformed.ts';
import type { Schema } from './model.ts';

/** What differs between the formats. */
export interface DocumentFormat {
  readBlob(value: unknown): Uint8Array;
  writeBlob(value: Uint8Array): unknown;
  readTimestamp(value: unknown): Date;
  writeTimestamp(schema: Schema, value: Date): unknown;
  writeNumber(value: number): unknown;
  /** A member's key. */
  key(member: Schema, name: string): string;
}

type Tree = Record<string, unknown>;

export function readDocument(schema: Schema, value: unknown, format: DocumentFormat): unknown {
  if (schema.isStructSchema()) return readStruct(schema, asTree(schema, value), format);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw mismatch(schema, 'a list');
    const item = schema.getValueSchema();
    return value.filter((v) => v != null).map((v) => readDocument(item, v, format));
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    const entries = Object.entries(asTree(schema, value)).filter(([, v]) => v != null);
    return Object.fromEntries(entries.map(([key, v]) => [key, readDocument(item, v, format)]));
  }
  return readSimple(schema, value, format);
}

function readStruct(schema: Schema, tree: Tree, format: DocumentFormat): Tree {
  const result: Tree = {};
  for (const [name, member] of schema.structIterator()) {
    const value = tree[format.key(member, name)];
    if (value != null) result[name] = readDocument(member, value, format);
  }
  return result;
}

function readSimple(schema: Schema, value: unknown, format: DocumentFormat): unknown {
  if (schema.isBlobSchema()) return format.readBlob(value);
  if (schema.isTimestampSchema()) return format.readTimestamp(value);
  if (schema.isStringSchema() && typeof value !== 'string') throw mismatch(schema, 'a string');
  if (schema.isBooleanSchema() && typeof value !== 'boolean') throw mismatch(schema, 'true or false');
  if (schema.isNumericSchema()) {
    if (typeof value === 'bigint' || value === 'NaN' || value === 'Infinity' || value === '-Infinity') {
      return Number(value);
    }
    if (typeof value !== 'number') throw mismatch(schema, 'a number');
  }
  return value;
}

export function writeDocument(schema: Schema, value: unknown, format: DocumentFormat): unknown {
  if (value instanceof Date) return format.writeTimestamp(schema, value);
  if (value instanceof Uint8Array) return format.writeBlob(value);
  if (typeof value === 'number') return format.writeNumber(value);
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.filter((v) => v != null).map((v) => writeDocument(item, v, format));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    const entries = Object.entries(value).filter(([, v]) => v != null);
    return Object.fromEntries(entries.map(([key, v]) => [key, writeDocument(item, v, format)]));
  }
  if (!schema.isStructSchema()) return value;
  const result: Tree = {};
  for (const [name, member] of schema.structIterator()) {
    const v = (value as Tree)[name];
    if (v != null) result[format.key(member, name)] = writeDocument(member, v, format);
  }
  return result;
}

function asTree(schema: Schema, value: unknown): Tree {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mismatch(schema, 'an object');
  return value as Tree;
}

function mismatch(schema: Schema, wanted: string) {
  return malformed(`${schema.getMemberName() ?? schema.getName() ?? 'a value'} must be ${wanted}`);
}
