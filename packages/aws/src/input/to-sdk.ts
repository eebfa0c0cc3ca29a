/** JSON input to the SDK's values, with botocore's validation and its messages (botocore/validate.py, Apache-2.0). */

import { CommandFailure, EXIT } from '../failure.ts';
import { isJsonObject, kindOf, members, type Params, requiredMembers, type Schema } from '../schema.ts';
import { parseTimestamp } from './timestamp.ts';

export type Minimums = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Throws CommandFailure with every problem that the input has. */
export function toSdkInput(params: Params, schema: Schema, minimums: Minimums): Record<string, unknown> {
  const problems: string[] = [];
  const input = convert(params, schema, { path: '', problems, minimums });
  if (problems.length > 0) {
    throw new CommandFailure(EXIT.usage, `\nParameter validation failed:\n${problems.join('\n')}\n`);
  }
  return input as Record<string, unknown>;
}

interface Place {
  /** Empty for the input itself. */
  path: string;
  problems: string[];
  minimums: Minimums;
}

function convert(value: unknown, schema: Schema, place: Place): unknown {
  if (schema.isUnitSchema()) return value;
  const kind = kindOf(schema);
  switch (kind) {
    case 'structure':
      return isJsonObject(value) ? convertStructure(value, schema, place) : wrongType(value, place, 'dict');
    case 'map':
      return isJsonObject(value) ? convertMap(value, schema, place) : wrongType(value, place, 'dict');
    case 'list':
      if (!Array.isArray(value)) return wrongType(value, place, 'list, tuple');
      return value.map((item, i) => convert(item, schema.getValueSchema(), { ...place, path: `${place.path}[${i}]` }));
    case 'blob':
      return convertBlob(value, place);
    case 'timestamp':
      return parseTimestamp(value) ?? wrongType(value, place, 'datetime.datetime, timestamp-string');
    case 'number':
      return typeof value === 'number' ? value : wrongType(value, place, 'int');
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType(value, place, 'bool');
    case 'string':
      return typeof value === 'string' ? value : wrongType(value, place, 'str');
    case 'document':
      return value;
  }
}

function convertStructure(value: Record<string, unknown>, schema: Schema, place: Place): Record<string, unknown> {
  const known = new Map(members(schema));
  const where = place.path === '' ? 'input' : place.path;
  const minimums = place.minimums[schema.getName() ?? ''] ?? {};
  for (const name of requiredMembers(schema)) {
    if (!known.get(name)?.isIdempotencyToken() && value[name] === undefined) {
      place.problems.push(`Missing required parameter in ${where}: "${name}"`);
    }
  }
  const out: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const member = known.get(name);
    const path = place.path === '' ? name : `${place.path}.${name}`;
    if (!member) {
      place.problems.push(`Unknown parameter in ${where}: "${name}", must be one of: ${[...known.keys()].join(', ')}`);
      continue;
    }
    checkMinimum(item, minimums[name], { ...place, path });
    out[name] = convert(item, member, { ...place, path });
  }
  return out;
}

function convertMap(value: Record<string, unknown>, schema: Schema, place: Place): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    convert(item, schema.getValueSchema(), { ...place, path: `${place.path}.${key}` }),
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function convertBlob(value: unknown, place: Place): unknown {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') return wrongType(value, place, 'bytes, bytearray, file-like object');
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value) || value.replaceAll(/\s/g, '').length % 4 !== 0) {
    throw new CommandFailure(EXIT.other, `\nInvalid base64: "${value}"\n`);
  }
  return Uint8Array.from(Buffer.from(value, 'base64'));
}

function checkMinimum(value: unknown, minimum: number | undefined, place: Place): void {
  if (minimum === undefined) return;
  if (typeof value === 'number' && value < minimum) {
    place.problems.push(`Invalid value for parameter ${place.path}, value: ${value}, valid min value: ${minimum}`);
  }
  if ((typeof value === 'string' || Array.isArray(value)) && value.length < minimum) {
    place.problems.push(
      `Invalid length for parameter ${place.path}, value: ${value.length}, valid min length: ${minimum}`,
    );
  }
}

function wrongType(value: unknown, place: Place, expected: string): undefined {
  const valid = expected
    .split(', ')
    .map((type) => (type === 'timestamp-string' || type.includes(' ') ? type : `<class '${type}'>`));
  place.problems.push(
    `Invalid type for parameter ${place.path}, value: ${pythonText(value)}, type: <class '${pythonType(value)}'>, valid types: ${valid.join(', ')}`,
  );
  return undefined;
}

function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function pythonType(value: unknown): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool' }[typeof value as string] ?? 'dict';
}
