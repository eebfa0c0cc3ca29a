import { isJsonObject, kindOf, members, type Schema } from '../schema.ts';
import type { Shorthand } from './shorthand.ts';

/** Shorthand knows only strings: gives them the types that the model asks for, and makes a list of a single value. */
export function coerceShorthand(value: Shorthand, schema: Schema): unknown {
  switch (kindOf(schema)) {
    case 'structure':
      return isJsonObject(value) ? coerceStructure(value, schema) : value;
    case 'map':
      return isJsonObject(value)
        ? Object.fromEntries(
            Object.entries(value).map(([key, item]) => [
              key,
              coerceShorthand(item as Shorthand, schema.getValueSchema()),
            ]),
          )
        : value;
    case 'list': {
      const list = Array.isArray(value) ? value : value === '' ? [] : [value];
      return list.map((item) => coerceShorthand(item, schema.getValueSchema()));
    }
    default:
      return typeof value === 'string' ? coerceScalar(value, schema) : value;
  }
}

function coerceStructure(value: Record<string, unknown>, schema: Schema): Record<string, unknown> {
  const known = new Map(members(schema));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const member = known.get(key);
      return [key, member ? coerceShorthand(item as Shorthand, member) : item];
    }),
  );
}

/** A scalar as text to a number or boolean where the model has one; what does not fit stays text and fails validation. */
export function coerceScalar(text: string, schema: Schema): unknown {
  const kind = kindOf(schema);
  if (kind === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (kind === 'number' && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text)) return Number(text);
  return text;
}
