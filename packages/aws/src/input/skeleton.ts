import type { ExecutionTables } from '@steadyhand/aws-catalog';
import type { CommandResult } from '@steadyhand/contracts';
import { usageFailure } from '../failure.ts';
import { toJson } from '../output/json.ts';
import type { Tree, TreeObject } from '../output/tree.ts';
import { Double } from '../output/tree.ts';
import { inOrder, kindOf, members, type Schema } from '../schema.ts';

/** `--generate-cli-skeleton`: the operation's input with empty values. */
export function skeleton(schema: Schema, tables: ExecutionTables, kind: string): CommandResult {
  if (kind !== 'input') throw usageFailure(`--generate-cli-skeleton ${kind} is not supported; use input`);
  return { exitCode: 0, stdout: `${toJson(example(schema, tables, []))}\n`, stderr: '' };
}

function example(schema: Schema, tables: ExecutionTables, above: readonly string[]): Tree {
  switch (kindOf(schema)) {
    case 'structure': {
      const name = schema.getName() ?? '';
      if (above.includes(name)) return {};
      return Object.fromEntries(
        inOrder(members(schema), tables.order[name]).map(([key, member]) => [
          key,
          example(member, tables, [...above, name]),
        ]),
      ) as TreeObject;
    }
    case 'list':
      return [example(schema.getValueSchema(), tables, above)];
    case 'map':
      return { KeyName: example(schema.getValueSchema(), tables, above) };
    case 'number':
      return schema.isBigDecimalSchema() ? new Double(0) : 0;
    case 'boolean':
      return true;
    case 'timestamp':
      return '1970-01-01T00:00:00';
    case 'document':
      return {};
    default:
      return '';
  }
}
