/** A thin view of the SDK's run-time schemas (`@smithy/core/schema`), with botocore's names for the kinds. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { SdkCommand } from './clients.ts';

export type Schema = NormalizedSchema;

export type Kind = 'structure' | 'list' | 'map' | 'blob' | 'timestamp' | 'boolean' | 'number' | 'string' | 'document';

/** An operation's schema is `[9, namespace, name, traits, input, output]`. */
export function inputSchema(command: SdkCommand): Schema {
  return NormalizedSchema.of(command.schema[4] as NormalizedSchema);
}

export function outputSchema(command: SdkCommand): Schema {
  return NormalizedSchema.of(command.schema[5] as NormalizedSchema);
}

export function kindOf(schema: Schema): Kind {
  if (schema.isStructSchema()) return 'structure';
  if (schema.isListSchema()) return 'list';
  if (schema.isMapSchema()) return 'map';
  if (schema.isBlobSchema()) return 'blob';
  if (schema.isTimestampSchema()) return 'timestamp';
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return 'number';
  return schema.isDocumentSchema() ? 'document' : 'string';
}

export function members(schema: Schema): readonly (readonly [string, Schema])[] {
  return [...schema.structIterator()];
}

/** As the model has them: the SDK puts the required ones first. */
export function inOrder(
  list: ReturnType<typeof members>,
  order: readonly string[] | undefined,
): ReturnType<typeof members> {
  if (!order) return list;
  const position = (name: string) => (order.indexOf(name) < 0 ? order.length : order.indexOf(name));
  return [...list].sort(([a], [b]) => position(a) - position(b));
}

/** A structure's schema is `[3, namespace, name, traits, members, schemas, requiredCount]`; the required ones come first. */
export function requiredMembers(schema: Schema): readonly string[] {
  const raw = schema.getSchema();
  if (!Array.isArray(raw)) return [];
  const [kind, , , , names, , required] = raw as unknown[];
  return (kind === 3 || kind === 4) && Array.isArray(names) ? names.slice(0, Number(required ?? 0)) : [];
}

export function isSensitive(schema: Schema): boolean {
  return Boolean(schema.getMergedTraits().sensitive);
}

/** A body that is no document: the whole answer of the service. */
export function isBody(schema: Schema): boolean {
  return schema.isStreaming() || (schema.isBlobSchema() && Boolean(schema.getMergedTraits().httpPayload));
}

export type JsonObject = Record<string, unknown>;

/** An operation's input as JSON: what the command line gave, before it is turned into the SDK's values. */
export type Params = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Date)
  );
}
