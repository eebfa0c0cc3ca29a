/** XML bodies of requests to values, by schema. */
import { XMLParser } from 'fast-xml-parser';
import { malformed } from './malformed.ts';
import type { Schema } from './model.ts';
import { fromText } from './text.ts';

const TEXT = '#text';
const ATTRIBUTE = '@';

/** The value of the document's root element. */
export function readXml(schema: Schema, xml: string): unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: ATTRIBUTE,
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
    textNodeName: TEXT,
    trimValues: false,
    isArray: (...[, , , isAttribute]) => !isAttribute,
  });
  let document: Record<string, unknown[]>;
  try {
    document = parser.parse(xml, true);
  } catch (error) {
    throw malformed(`the body is not XML (${error instanceof Error ? error.message : error})`);
  }
  const root = Object.entries(document).find(([name]) => name !== TEXT)?.[1];
  return root ? readNodes(schema, root) : undefined;
}

/** Every element is a list of its occurrences, so that one item and many are read alike. */
function readNodes(schema: Schema, nodes: unknown[]): unknown {
  const flat = schema.getMergedTraits().xmlFlattened === 1;
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const items = flat ? nodes : children(nodes[0], item.getMergedTraits().xmlName ?? 'member');
    return items.map((node) => readNodes(item, [node]));
  }
  if (schema.isMapSchema()) return readMap(schema, flat ? nodes : children(nodes[0], 'entry'));
  if (schema.isStructSchema()) return readStruct(schema, nodes[0]);
  return fromText(schema, textOf(nodes[0]));
}

function readStruct(schema: Schema, node: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    const key = member.getMemberTraits().xmlName ?? name;
    if (traits.xmlAttribute) {
      const value = (node as Record<string, unknown>)[`${ATTRIBUTE}${key}`];
      if (value !== undefined) result[name] = fromText(member, String(value));
      continue;
    }
    const found = children(node, key);
    if (found.length > 0) result[name] = readNodes(member, found);
  }
  return result;
}

function readMap(schema: Schema, entries: unknown[]): Record<string, unknown> {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const value = schema.getValueSchema();
  const valueName = value.getMergedTraits().xmlName ?? 'value';
  const pairs = entries.map((entry) => {
    const [key] = children(entry, keyName);
    return [textOf(key), readNodes(value, children(entry, valueName))] as const;
  });
  return Object.fromEntries(pairs);
}

function children(node: unknown, name: string): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  const found = (node as Record<string, unknown>)[name];
  return Array.isArray(found) ? found : [];
}

function textOf(node: unknown): string {
  if (typeof node === 'object' && node !== null) {
    const text = (node as Record<string, unknown>)[TEXT];
    return text === undefined ? '' : String(text);
  }
  return node === undefined ? '' : String(node);
}
