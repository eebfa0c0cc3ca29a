/** What a response is printed from: the JSON data model with Python's difference between 85 and 85.0 kept. */
export type Tree = null | boolean | number | bigint | string | Double | Tree[] | TreeObject;

export interface TreeObject {
  [key: string]: Tree;
}

/** A number that Python holds as a float. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  /** Python's `repr(float)`: always a point or an exponent, the exponent from 1e16 on and below 1e-4. */
  toString(): string {
    const { value } = this;
    if (Number.isNaN(value)) return 'NaN';
    if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
      return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
    }
    const text = String(value);
    return text.includes('.') ? text : `${Object.is(value, -0) ? '-0' : text}.0`;
  }
}

export function isObject(tree: Tree | undefined): tree is TreeObject {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !(tree instanceof Double);
}

export function isScalar(tree: Tree | undefined): boolean {
  return !Array.isArray(tree) && !isObject(tree);
}

/** Python's `str()` of a scalar. */
export function scalarText(tree: Tree | undefined): string {
  if (tree === null || tree === undefined) return 'None';
  if (typeof tree === 'boolean') return tree ? 'True' : 'False';
  if (typeof tree === 'object' && !(tree instanceof Double)) return containerText(tree);
  return String(tree);
}

/** Python's `repr()` of a list or dict, which ends up in a table's cell. */
function containerText(tree: Tree[] | TreeObject): string {
  const part = (value: Tree) => (typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : scalarText(value));
  if (Array.isArray(tree)) return `[${tree.map(part).join(', ')}]`;
  return `{${Object.entries(tree)
    .map(([key, value]) => `${part(key)}: ${part(value)}`)
    .join(', ')}}`;
}
