/** The SDK's output to what the AWS CLI prints. */
import type { ExecutionTables } from '@steadyhand/aws-catalog';
import { inOrder, isBody, kindOf, members, type Schema } from '../schema.ts';
import { Double, type Tree, type TreeObject } from './tree.ts';

export function fromSdkOutput(
  output: Readonly<Record<string, unknown>>,
  schema: Schema,
  tables: ExecutionTables,
): TreeObject {
  const tree = structure(output, schema, tables);
  // Of an answer whose headers hold members, these come first.
  const inHeaders = new Set(members(schema).flatMap(([name, member]) => (isOutsideBody(member) ? [name] : [])));
  if (inHeaders.size === 0) return tree;
  const entries = Object.entries(tree);
  const [first, last] = [true, false].map((header) => entries.filter(([name]) => inHeaders.has(name) === header));
  return Object.fromEntries([...(first ?? []), ...(last ?? [])]);
}

function isOutsideBody(member: Schema): boolean {
  const { httpHeader, httpPrefixHeaders, httpResponseCode } = member.getMergedTraits();
  return Boolean(httpHeader ?? httpPrefixHeaders ?? httpResponseCode);
}

function structure(value: Readonly<Record<string, unknown>>, schema: Schema, tables: ExecutionTables): TreeObject {
  const name = schema.getName() ?? '';
  const doubles = tables.doubles[name] ?? [];
  const out: TreeObject = {};
  for (const [key, member] of inOrder(members(schema), tables.order[name])) {
    const item = value[key];
    if (item === undefined || item === null || isBody(member)) continue;
    out[key] = convert(item, member, { tables, double: doubles.includes(key) });
  }
  const unknown = value.$unknown;
  if (Array.isArray(unknown)) out.SDK_UNKNOWN_MEMBER = { name: String(unknown[0]) };
  return out;
}

interface Place {
  tables: ExecutionTables;
  /** The numbers below are floating-point. */
  double: boolean;
}

function convert(value: unknown, schema: Schema, place: Place): Tree {
  if (value === null || value === undefined) return null;
  switch (kindOf(schema)) {
    case 'structure':
      return structure(value as Record<string, unknown>, schema, place.tables);
    case 'list':
      return (value as unknown[]).map((item) => convert(item, schema.getValueSchema(), place));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object).map(([key, item]) => [key, convert(item, schema.getValueSchema(), place)]),
      );
    default:
      return scalar(value, place.double);
  }
}

function scalar(value: unknown, double: boolean): Tree {
  if (value instanceof Date) return isoTime(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'number') return double ? new Double(value) : value;
  if (typeof value === 'object') return JSON.parse(JSON.stringify(value)) as Tree;
  return typeof value === 'boolean' || typeof value === 'bigint' ? value : String(value);
}

/** Python's `datetime.isoformat()` in UTC: microseconds only when there are any. */
export function isoTime(date: Date): string {
  const text = date.toISOString();
  const milliseconds = text.slice(20, 23);
  return `${text.slice(0, 19)}${milliseconds === '000' ? '' : `.${milliseconds}000`}+00:00`;
}
