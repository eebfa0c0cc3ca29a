import { isObject, type Tree, type TreeObject } from '../output/tree.ts';
import { callFunction, type Value } from './functions.ts';
import { type Node, parseQuery } from './parser.ts';
import { compare, equal, truthy } from './values.ts';

/** A compiled JMESPath expression. Throws QueryError when it cannot be parsed. */
export function compileQuery(text: string): (tree: Tree) => Tree {
  const node = parseQuery(text);
  return (tree) => evaluate(node, tree);
}

export function search(text: string, tree: Tree): Tree {
  return compileQuery(text)(tree);
}

function evaluate(node: Node, tree: Tree): Tree {
  switch (node.kind) {
    case 'current':
      return tree;
    case 'field':
      return isObject(tree) && Object.hasOwn(tree, node.name) ? (tree[node.name] ?? null) : null;
    case 'literal':
      return node.value;
    case 'index':
      return Array.isArray(tree) ? (tree.at(node.index) ?? null) : null;
    case 'slice':
      return Array.isArray(tree) ? slice(tree, node.parts) : null;
    case 'chain':
    case 'pipe':
      return evaluate(node.right, evaluate(node.left, tree));
    case 'or':
    case 'and': {
      const left = evaluate(node.left, tree);
      return truthy(left) === (node.kind === 'or') ? left : evaluate(node.right, tree);
    }
    case 'not':
      return !truthy(evaluate(node.child, tree));
    case 'compare':
      return compareNodes(node, tree);
    case 'list':
      return tree === null ? null : node.items.map((item) => evaluate(item, tree));
    case 'object':
      return tree === null ? null : Object.fromEntries(node.entries.map(([key, item]) => [key, evaluate(item, tree)]));
    case 'call':
      return callFunction(
        node.name,
        node.args.map((arg) => argument(arg, tree)),
      );
    case 'expref':
      return null;
    default:
      return project(node, tree);
  }
}

function compareNodes(node: Node & { kind: 'compare' }, tree: Tree): Tree {
  const left = evaluate(node.left, tree);
  const right = evaluate(node.right, tree);
  if (node.operator === 'eq') return equal(left, right);
  if (node.operator === 'ne') return !equal(left, right);
  return compare(node.operator, left, right);
}

type Projection = Node & { kind: 'flatten' | 'project' | 'values' | 'filter' };

function project(node: Projection, tree: Tree): Tree {
  if (node.kind === 'flatten') {
    const base = evaluate(node.child, tree);
    return Array.isArray(base) ? base.flat(1) : null;
  }
  const base = evaluate(node.left, tree);
  const items = node.kind === 'values' ? objectValues(base) : base;
  if (!Array.isArray(items)) return null;
  const kept = node.kind === 'filter' ? items.filter((item) => truthy(evaluate(node.condition, item))) : items;
  return kept.map((item) => evaluate(node.right, item)).filter((item) => item !== null);
}

function objectValues(tree: Tree): Tree[] | null {
  return isObject(tree) ? Object.values<Tree>(tree as TreeObject) : null;
}

function argument(node: Node, tree: Tree): Value {
  return node.kind === 'expref' ? (item: Tree) => evaluate(node.child, item) : evaluate(node, tree);
}

/** Python's `list[start:stop:step]`. */
function slice(list: readonly Tree[], [first, second, third]: readonly (number | null)[]): Tree[] {
  const step = third ?? 1;
  const { length } = list;
  if (step === 0) return [];
  const clamp = (value: number) =>
    value < 0 ? Math.max(value + length, step < 0 ? -1 : 0) : Math.min(value, step < 0 ? length - 1 : length);
  const start = first == null ? (step < 0 ? length - 1 : 0) : clamp(first);
  const stop = second == null ? (step < 0 ? -1 : length) : clamp(second);
  const out: Tree[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) out.push(list[i] ?? null);
  return out;
}
