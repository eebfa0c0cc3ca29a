import type { Body, Resource } from '../tree.ts';
import { type LogicalKind, logicalId, typeOf } from './logical-id.ts';

/** A resource under its logical id. */
export function resource(
  kind: LogicalKind,
  id: string,
  { body, ...others }: Pick<Resource, 'body' | 'region' | 'attributes'>,
): Resource {
  return { type: typeOf(kind), name: logicalId(kind, id), body, ...others };
}

/** A table as CloudFormation's lists of keys and values. */
export function pairs(values: Readonly<Record<string, string>>): Body[] {
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
}
