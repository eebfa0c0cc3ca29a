import { Double, isObject, type Tree } from './tree.ts';

/** Python's `json.dumps(tree, indent=4, ensure_ascii=False)`. */
export function toJson(tree: Tree, indent = ''): string {
  const deeper = `${indent}    `;
  if (Array.isArray(tree)) {
    return wrap(
      '[]',
      indent,
      tree.map((item) => `${deeper}${toJson(item, deeper)}`),
    );
  }
  if (isObject(tree)) {
    return wrap(
      '{}',
      indent,
      Object.entries(tree).map(([key, value]) => `${deeper}${JSON.stringify(key)}: ${toJson(value, deeper)}`),
    );
  }
  return typeof tree === 'bigint' || tree instanceof Double ? String(tree) : JSON.stringify(tree);
}

function wrap(braces: string, indent: string, rows: readonly string[]): string {
  if (rows.length === 0) return braces;
  return `${braces[0]}\n${rows.join(',\n')}\n${indent}${braces[1]}`;
}
