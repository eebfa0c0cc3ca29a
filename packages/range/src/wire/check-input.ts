/**
 * What every AWS service checks before an operation runs: required members are there, enumerated strings have a value
 * of their enumeration. The clients check neither reliably (the CLI no values at all), so the server must.
 */
import { ENUM_MEMBERS } from './generated/enum-members.ts';
import { type Operation, requiredMembers, type Schema, type ServiceModel } from './model.ts';
import { refusal } from './refusal.ts';

export function checkInput(model: ServiceModel, operation: Operation, input: Record<string, unknown>): void {
  if (operation.input.isStructSchema()) checkStruct(model, operation.input, { value: input, path: [] });
}

interface Place {
  value: unknown;
  /** Member names and list positions from 1. */
  path: readonly (string | number)[];
}

function checkStruct(model: ServiceModel, schema: Schema, { value, path }: Place): void {
  const struct = value as Record<string, unknown>;
  for (const name of schema.isUnionSchema() ? [] : requiredMembers(schema)) {
    if (struct[name] === undefined) throw refusal(model.client, { kind: 'missing', path: [...path, name] });
  }
  for (const [name, member] of schema.structIterator()) {
    if (struct[name] === undefined) continue;
    const place = { value: struct[name], path: [...path, name] };
    const enumerated = ENUM_MEMBERS[model.client]?.[`${schema.getName()}.${name}`];
    if (enumerated) checkEnum(model, enumerated, place);
    checkNested(model, member, place);
  }
}

function checkNested(model: ServiceModel, schema: Schema, { value, path }: Place): void {
  if (schema.isStructSchema()) checkStruct(model, schema, { value, path });
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    (value as unknown[]).forEach((v, i) => {
      checkNested(model, item, { value: v, path: [...path, i + 1] });
    });
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    for (const [key, v] of Object.entries(value as object)) {
      checkNested(model, item, { value: v, path: [...path, key] });
    }
  }
}

/** `enumerated` is `Unit`, or `keyof QueueAttributeName` where the keys of a map are meant. */
function checkEnum(model: ServiceModel, enumerated: string, { value, path }: Place): void {
  const name = enumerated.replace('keyof ', '');
  const allowed = Object.values(model.sdk[name] as Record<string, string>);
  const keys = enumerated !== name;
  const values = keys ? Object.keys(value as object) : typeof value === 'object' ? Object.values(value ?? {}) : [value];
  values.forEach((v, i) => {
    if (allowed.includes(v)) return;
    throw refusal(model.client, {
      kind: 'not-in-enum',
      path: Array.isArray(value) ? [...path, i + 1] : path,
      value: String(v),
      allowed,
    });
  });
}
