/** Values as XML, by schema (https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings). */
import type { Schema } from './model.ts';
import { toText } from './text.ts';

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');
}

export function element(name: string, content: string, attributes = ''): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

/** The members of a structure, without a tag around them. */
export function structContent(schema: Schema, value: unknown, skip?: (member: Schema) => boolean): string {
  let xml = '';
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.xmlAttribute || skip?.(member)) continue;
    const v = (value as Record<string, unknown>)[name];
    if (v != null) xml += writeNode(member, v, member.getMemberTraits().xmlName ?? name);
  }
  return xml;
}

export function writeNode(schema: Schema, value: unknown, name: string): string {
  const flat = schema.getMergedTraits().xmlFlattened === 1;
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    const itemName = flat ? name : (item.getMergedTraits().xmlName ?? 'member');
    const items = value
      .filter((v) => v != null)
      .map((v) => writeNode(item, v, itemName))
      .join('');
    return flat ? items : element(name, items);
  }
  if (schema.isMapSchema() && typeof value === 'object' && value !== null) {
    const entries = writeEntries(schema, value, flat ? name : 'entry');
    return flat ? entries : element(name, entries);
  }
  if (schema.isStructSchema()) return element(name, structContent(schema, value), attributes(schema, value));
  return element(name, escapeXml(toText(schema, value, 'date-time')));
}

function writeEntries(schema: Schema, value: object, name: string): string {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const item = schema.getValueSchema();
  const itemName = item.getMergedTraits().xmlName ?? 'value';
  return Object.entries(value)
    .filter(([, v]) => v != null)
    .map(([key, v]) => element(name, element(keyName, escapeXml(key)) + writeNode(item, v, itemName)))
    .join('');
}

/** `xsi:type` of an S3 grantee, and the namespace that its prefix needs. */
function attributes(schema: Schema, value: unknown): string {
  let xml = '';
  const namespace = schema.getMergedTraits().xmlNamespace;
  if (namespace) xml += ` xmlns${namespace[0] ? `:${namespace[0]}` : ''}="${escapeXml(namespace[1])}"`;
  for (const [name, member] of schema.structIterator()) {
    const v = (value as Record<string, unknown>)[name];
    const traits = member.getMergedTraits();
    if (traits.xmlAttribute && v != null) xml += ` ${traits.xmlName ?? name}="${escapeXml(String(v))}"`;
  }
  return xml;
}
