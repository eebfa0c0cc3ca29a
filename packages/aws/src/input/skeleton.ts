import type { CommandResult } from '@steadyhand/contracts';
import { usageFailure } from '../failure.ts';
import { toJson } from '../output/json.ts';
import type { Tree, TreeObject } from '../output/tree.ts';
import { Double } from '../output/tree.ts';
import { kindOf, members, type Schema } from '../schema.ts';

/** `--generate-cli-skeleton`: the operation's input with empty values. */
export function skeleton(schema: Schema, kind: string): CommandResult {
  if (kind !== 'input') throw usageFailure(`--generate-cli-skeleton ${kind} is not supported; use input`);
  return { exitCode: 0, stdout: `${toJson(example(schema, []))}\n`, stderr: '' };
}

function example(schema: Schema, above: readonly string[]): Tree {
  switch (kindOf(schema)) {
    case 'structure': {
      const name = schema.getName() ?? '';
      if (above.includes(name)) return {};
      return Object.fromEntries(
        members(schema).map(([key, member]) => [key, example(member, [...above, name])]),
      ) as TreeObject;
    }
    case 'list':
      return [example(schema.getValueSchema(), above)];
    case 'map':
      return { KeyName: example(schema.getValueSchema(), above) };
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
