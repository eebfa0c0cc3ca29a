import { unsupported } from './connection.ts';
import { CommandFailure, EXIT } from './failure.ts';
import type { Io } from './io.ts';
import { QueryError } from './jmespath/query-error.ts';
import { compileQuery } from './jmespath/search.ts';
import { toJson } from './output/json.ts';
import { toTable } from './output/table.ts';
import { toText } from './output/text.ts';
import { isObject, type Tree } from './output/tree.ts';

/** How a response is printed. */
export interface Printer {
  output: 'json' | 'text' | 'table' | 'yaml' | 'off';
  select(tree: Tree): Tree;
  /** Of what `select` gave. */
  format(tree: Tree): string;
}

/** `title`: the operation's API name, which heads a table. */
export async function createPrinter(
  globals: ReadonlyMap<string, string>,
  settings: { output: string; title: string; io: Io },
): Promise<Printer> {
  const { output } = settings;
  if (output !== 'json' && output !== 'text' && output !== 'table' && output !== 'yaml' && output !== 'off') {
    throw unsupported(`--output ${output}`);
  }
  const toYaml = output === 'yaml' ? (await import('./output/yaml.ts')).toYaml : null;
  const query = globals.get('query');
  const compiled = query === undefined ? null : guard(() => compileQuery(query), EXIT.usage);
  return {
    output,
    select: (tree) => (compiled ? guard(() => compiled(tree), EXIT.other) : tree),
    format: (tree) => {
      if (output === 'text') return toText(tree);
      if (output === 'table') return toTable(settings.title, tree, settings.io.width);
      if (output === 'off' || (isObject(tree) && Object.keys(tree).length === 0)) return '';
      return toYaml ? toYaml(tree) : `${toJson(tree)}\n`;
    },
  };
}

function guard<T>(work: () => T, exitCode: number): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof QueryError) throw new CommandFailure(exitCode, `\n${error.message}\n`);
    throw error;
  }
}
