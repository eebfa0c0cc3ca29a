import {
  type ExecutionTables,
  type InputShape,
  inputShape,
  type Operation,
  type ParsedCommand,
} from '@steadyhand/aws-catalog';
import type { CommandResult } from '@steadyhand/contracts';
import { unsupported } from '../connection.ts';
import { toJson } from '../output/json.ts';
import type { Tree, TreeObject } from '../output/tree.ts';
import { Double } from '../output/tree.ts';
import { inOrder, kindOf, members, type Schema } from '../schema.ts';

/** `--generate-cli-skeleton`: the operation's input with empty values. */
export function skeleton(
  { service, operation, given }: ParsedCommand,
  schema: Schema,
  tables: ExecutionTables,
): CommandResult {
  const kind = given.find(({ flag }) => flag.name === 'generate-cli-skeleton')?.values[0]?.text ?? 'input';
  if (kind !== 'input') throw unsupported(`--generate-cli-skeleton ${kind}`);
  const tree: TreeObject = {};
  for (const [name, member] of inOrder(members(schema), tables.order[schema.getName() ?? '']))
    tree[name] = example(member, { tables, above: [], shape: shapeOf(service, operation, name) });
  return { exitCode: 0, stdout: `${toJson(tree)}\n`, stderr: '' };
}

/** The tables of structures leave out what a plain option says already. */
function shapeOf(service: string, operation: Operation | null, member: string): InputShape | null {
  const values = operation?.flags.find((flag) => flag.member === member)?.values ?? [];
  const scalar: InputShape = { kind: 'scalar', values, members: new Map(), item: null };
  return inputShape(service, operation?.name ?? '', member) ?? { ...scalar, item: scalar };
}

interface Place {
  tables: ExecutionTables;
  /** Structures that this one stands in. */
  above: readonly string[];
  /** The values allowed, and those of what is inside. */
  shape: InputShape | null;
}

function example(schema: Schema, place: Place): Tree {
  const { tables, above, shape } = place;
  switch (kindOf(schema)) {
    case 'structure': {
      const name = schema.getName() ?? '';
      if (above.includes(name)) return {};
      return Object.fromEntries(
        inOrder(members(schema), tables.order[name]).map(([key, member]) => [
          key,
          example(member, { tables, above: [...above, name], shape: shape?.members.get(key)?.shape() ?? null }),
        ]),
      ) as TreeObject;
    }
    case 'list':
      return [example(schema.getValueSchema(), { ...place, shape: shape?.item ?? null })];
    case 'map':
      return { KeyName: example(schema.getValueSchema(), { ...place, shape: shape?.item ?? null }) };
    case 'number':
      return schema.isBigDecimalSchema() ? new Double(0) : 0;
    case 'boolean':
      return true;
    case 'timestamp':
      return '1970-01-01T00:00:00';
    case 'document':
      return {};
    default:
      return shape?.values[0] ?? '';
  }
}
