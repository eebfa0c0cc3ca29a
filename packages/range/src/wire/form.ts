/**
 * Input of awsQuery and ec2Query: `Filter.1.Name=x&Filter.1.Value.1=y`
 * (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, …/aws-ec2-query-protocol.html).
 */
import { malformed } from './malformed.ts';
import type { Schema } from './model.ts';
import { fromText } from './text.ts';

interface Node {
  text?: string;
  children: Map<string, Node>;
}

export function readForm(schema: Schema, form: URLSearchParams, ec2: boolean): Record<string, unknown> {
  const root: Node = { children: new Map() };
  for (const [key, value] of form) {
    let node = root;
    for (const part of key.split('.')) {
      let child = node.children.get(part);
      if (!child) {
        child = { children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.text = value;
  }
  return schema.isUnitSchema() ? {} : readStruct(schema, root, ec2);
}

function readStruct(schema: Schema, node: Node, ec2: boolean): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = node.children.get(memberKey(member, name, ec2));
    if (child) result[name] = readNode(member, child, ec2);
  }
  return result;
}

function memberKey(member: Schema, name: string, ec2: boolean): string {
  const traits = member.getMergedTraits();
  if (!ec2) return traits.xmlName ?? name;
  if (typeof traits.ec2QueryName === 'string') return traits.ec2QueryName;
  const key = traits.xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function readNode(schema: Schema, node: Node, ec2: boolean): unknown {
  if (schema.isStructSchema()) return readStruct(schema, node, ec2);
  const flat = ec2 || schema.getMergedTraits().xmlFlattened === 1;
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const items = flat ? node : node.children.get(item.getMergedTraits().xmlName ?? 'member');
    return numbered(items).map((child) => readNode(item, child, ec2));
  }
  if (schema.isMapSchema()) return readMap(schema, flat ? node : node.children.get('entry'), ec2);
  return fromText(schema, node.text ?? '');
}

function readMap(schema: Schema, node: Node | undefined, ec2: boolean): Record<string, unknown> {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const value = schema.getValueSchema();
  const valueName = value.getMergedTraits().xmlName ?? 'value';
  const entries = numbered(node).map((entry) => {
    const key = entry.children.get(keyName)?.text;
    if (key === undefined) throw malformed(`an entry of ${schema.getMemberName()} has no ${keyName}`);
    const child = entry.children.get(valueName) ?? { text: '', children: new Map() };
    return [key, readNode(value, child, ec2)] as const;
  });
  return Object.fromEntries(entries);
}

/** Children `1`, `2`, … in the order of their numbers. */
function numbered(node: Node | undefined): Node[] {
  return [...(node?.children ?? [])]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}
