import { Double, isObject, type Tree } from '../output/tree.ts';

export function truthy(tree: Tree): boolean {
  if (Array.isArray(tree)) return tree.length > 0;
  if (isObject(tree)) return Object.keys(tree).length > 0;
  return tree !== null && tree !== false && tree !== '';
}

/** Numbers as JavaScript's; null for everything that is no number. */
export function numberOf(tree: Tree): number | null {
  if (tree instanceof Double) return tree.value;
  return typeof tree === 'number' || typeof tree === 'bigint' ? Number(tree) : null;
}

/** jmespath.py: 1 equals 1.0; a boolean equals no number. */
export function equal(a: Tree, b: Tree): boolean {
  const left = numberOf(a);
  const right = numberOf(b);
  if (left !== null || right !== null) return left === right;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i] ?? null));
  if (isObject(a)) {
    if (!isObject(b)) return false;
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && equal(a[key] ?? null, b[key] ?? null))
    );
  }
  return a === b;
}

/** Order of two numbers or, as jmespath.py allows it, two strings; null for anything else. */
export function compare(operator: 'lt' | 'lte' | 'gt' | 'gte', a: Tree, b: Tree): boolean | null {
  const left = typeof a === 'string' ? a : numberOf(a);
  const right = typeof b === 'string' ? b : numberOf(b);
  if (left === null || right === null || typeof left !== typeof right) return null;
  if (operator === 'lt') return left < right;
  if (operator === 'lte') return left <= right;
  return operator === 'gt' ? left > right : left >= right;
}
