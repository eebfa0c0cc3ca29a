/** A zod schema as Markdown tables: one row per field, one table per option of a union of objects. */
import type { z } from 'zod';
import { type Comments, NO_COMMENTS } from './comments.ts';

type Schema = z.core.JSONSchema.BaseSchema;
interface Field {
  path: string;
  schema: Schema;
  required: boolean;
  comments: Comments;
}

/** The tables of a schema, with the comments that its source gives. */
export function tablesOf(schema: Schema, comments: Comments): string {
  const options = optionsOf(schema, comments);
  if (options.length > 1) return options.map(([option, own]) => optionSection(option, own)).join('\n\n');
  const fields = fieldsOf(schema, comments, '');
  return [comments.text, fields.length > 0 ? table(fields) : `Value: ${typeOf(schema)}.`]
    .filter((part) => part !== '')
    .join('\n\n');
}

function optionSection(schema: Schema, comments: Comments): string {
  const tag = Object.values(properties(schema)).find((property) => property.const !== undefined)?.const;
  const names = Object.keys(properties(schema)).map((name) => `\`${name}\``);
  const title = tag === undefined ? [typeOf(schema), names.join(', ')].filter(Boolean).join(' with ') : `\`${tag}\``;
  return [`### ${title}`, tablesOf(schema, comments)].filter((part) => part !== '').join('\n\n');
}

function table(fields: readonly Field[]): string {
  const rows = fields.map(({ path, schema, required, comments }) =>
    [`\`${path}\``, cell(typeOf(schema)), given(schema, required), cell(comments.text)].join(' | '),
  );
  return ['| field | value | when left out | meaning |', '|---|---|---|---|', ...rows.map((row) => `| ${row} |`)].join(
    '\n',
  );
}

/** The fields under a schema, those of nested objects included: `steps[].id`, `environments.<name>.region`. */
function fieldsOf(schema: Schema, comments: Comments, path: string): Field[] {
  return Object.entries(properties(schema)).flatMap(([name, property]) => {
    const field = {
      path: path === '' ? name : `${path}.${name}`,
      schema: property,
      required: schema.required?.includes(name) ?? false,
      comments: comments.fields.get(name) ?? NO_COMMENTS,
    };
    return [field, ...nestedFields(field)];
  });
}

function nestedFields({ schema, comments, path }: Field): Field[] {
  const items = asSchema(schema.items);
  if (items) return nestedFields({ schema: items, comments, path: `${path}[]`, required: true });
  const values = asSchema(schema.additionalProperties);
  if (values) return nestedFields({ schema: values, comments, path: `${path}.<name>`, required: true });
  const options = optionsOf(schema, comments);
  return options.flatMap(([option, own]) => fieldsOf(option, own, path));
}

/** A union's options, the null of a nullable one left out; a schema that is no union is its own only option. */
function optionsOf(schema: Schema, comments: Comments): [Schema, Comments][] {
  const options = schema.oneOf ?? schema.anyOf;
  if (!options) return [[schema, comments]];
  const real = options.map((option, index): [Schema, Comments] => [option, comments.options[index] ?? NO_COMMENTS]);
  const rest = real.filter(([option]) => option.type !== 'null');
  const only = rest[0];
  return rest.length === 1 && only ? [[only[0], comments]] : rest;
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return refLink(schema.$ref);
  const options = schema.oneOf ?? schema.anyOf;
  if (options) return [...new Set(options.map(typeOf))].join(' or ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  const items = asSchema(schema.items);
  if (items) return `list of ${typeOf(items)}`;
  const values = asSchema(schema.additionalProperties);
  if (values) {
    const names = asSchema(schema.propertyNames);
    return `${names?.enum ? `for any of ${typeOf(names)}` : 'by name'}: ${typeOf(values)}`;
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'anything'];
  const text = schema.pattern ? `text like \`${schema.pattern}\`` : 'text';
  const words: Record<string, string> = { string: text, integer: 'whole number', boolean: 'true or false' };
  return types.map((type) => words[type] ?? type).join(' or ');
}

function refLink(ref: string): string {
  const name = ref.split('/').at(-1) ?? '';
  return `[${name}](#${name.toLowerCase()})`;
}

function given(schema: Schema, required: boolean): string {
  if (schema.default !== undefined) return `\`${JSON.stringify(schema.default)}\``;
  return required ? 'required' : '';
}

function properties(schema: Schema): Record<string, Schema> {
  return (schema.properties ?? {}) as Record<string, Schema>;
}

function asSchema(value: unknown): Schema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : undefined;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
