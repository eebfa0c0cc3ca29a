/** The functions of the JMESPath specification, with the results that jmespath.py gives. */
import { toJson } from '../output/json.ts';
import { byCodePoint } from '../output/order.ts';
import { Double, isObject, type Tree, type TreeObject } from '../output/tree.ts';
import { QueryError } from './query-error.ts';
import { equal, numberOf } from './values.ts';

export type Value = Tree | ((item: Tree) => Tree);

type Kind = 'any' | 'number' | 'string' | 'array' | 'object' | 'boolean' | 'null' | 'expref';

interface JmesFunction {
  /** Kinds that each argument may have; the last one repeats when `variadic`. */
  takes: readonly (readonly Kind[])[];
  variadic?: boolean;
  call(...args: Value[]): Tree;
}

const fn = (takes: JmesFunction['takes'], call: (...args: never[]) => Tree, variadic = false): JmesFunction => ({
  takes,
  call: call as JmesFunction['call'],
  variadic,
});

const NUMBER = ['number'] as const;
const STRING = ['string'] as const;
const ARRAY = ['array'] as const;
const OBJECT = ['object'] as const;
const ANY = ['any'] as const;
const EXPREF = ['expref'] as const;

const FUNCTIONS: Readonly<Record<string, JmesFunction>> = {
  abs: fn([NUMBER], (x: Tree) => mapNumber(x, Math.abs)),
  avg: fn([ARRAY], (list: Tree[]) => (list.length === 0 ? null : new Double(total(list) / list.length))),
  ceil: fn([NUMBER], (x: Tree) => Math.ceil(numberOf(x) ?? 0)),
  contains: fn([['array', 'string'], ANY], (subject: Tree[] | string, item: Tree) =>
    typeof subject === 'string'
      ? typeof item === 'string' && subject.includes(item)
      : subject.some((one) => equal(one, item)),
  ),
  ends_with: fn([STRING, STRING], (text: string, end: string) => text.endsWith(end)),
  floor: fn([NUMBER], (x: Tree) => Math.floor(numberOf(x) ?? 0)),
  join: fn([STRING, ARRAY], (glue: string, list: Tree[]) =>
    list.map((item) => expect(item, 'string', 'join')).join(glue),
  ),
  keys: fn([OBJECT], (object: TreeObject) => Object.keys(object)),
  length: fn([['string', 'array', 'object']], (x: string | Tree[] | TreeObject) =>
    typeof x === 'string' ? [...x].length : Array.isArray(x) ? x.length : Object.keys(x).length,
  ),
  map: fn([EXPREF, ARRAY], (each: (item: Tree) => Tree, list: Tree[]) => list.map(each)),
  max: fn([ARRAY], (list: Tree[]) => extreme(list, (item) => item, 1)),
  max_by: fn([ARRAY, EXPREF], (list: Tree[], key: (item: Tree) => Tree) => extreme(list, key, 1)),
  merge: fn([OBJECT], (...objects: TreeObject[]) => Object.assign({}, ...objects) as TreeObject, true),
  min: fn([ARRAY], (list: Tree[]) => extreme(list, (item) => item, -1)),
  min_by: fn([ARRAY, EXPREF], (list: Tree[], key: (item: Tree) => Tree) => extreme(list, key, -1)),
  not_null: fn([ANY], (...items: Tree[]) => items.find((item) => item !== null) ?? null, true),
  reverse: fn([['array', 'string']], (x: Tree[] | string) =>
    typeof x === 'string' ? [...x].reverse().join('') : x.toReversed(),
  ),
  sort: fn([ARRAY], (list: Tree[]) => sortBy(list, (item) => item)),
  sort_by: fn([ARRAY, EXPREF], (list: Tree[], key: (item: Tree) => Tree) => sortBy(list, key)),
  starts_with: fn([STRING, STRING], (text: string, start: string) => text.startsWith(start)),
  sum: fn([ARRAY], (list: Tree[]) =>
    list.some((item) => item instanceof Double) ? new Double(total(list)) : total(list),
  ),
  to_array: fn([ANY], (x: Tree) => (Array.isArray(x) ? x : [x])),
  to_number: fn([ANY], (x: Tree) => toNumber(x)),
  to_string: fn([ANY], (x: Tree) => (typeof x === 'string' ? x : compactJson(x))),
  type: fn([ANY], (x: Tree) => kindOf(x)),
  values: fn([OBJECT], (object: TreeObject) => Object.values(object)),
};

export function callFunction(name: string, args: readonly Value[]): Tree {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!found) throw new QueryError(`Unknown function: ${name}()`);
  const { takes, variadic } = found;
  if (variadic ? args.length < takes.length : args.length !== takes.length) {
    throw new QueryError(
      `Expected ${takes.length} ${takes.length === 1 ? 'argument' : 'arguments'} for function ${name}(), received ${args.length}`,
    );
  }
  for (const [i, arg] of args.entries()) {
    const kinds = takes[Math.min(i, takes.length - 1)] ?? ANY;
    const kind = typeof arg === 'function' ? 'expref' : kindOf(arg);
    if (!kinds.includes(kind) && !(kinds.includes('any') && kind !== 'expref')) {
      const shown = typeof arg === 'function' ? '&expression' : compactJson(arg);
      throw new QueryError(
        `In function ${name}(), invalid type for value: ${shown}, expected one of: [${kinds.map((one) => `'${one}'`).join(', ')}], received: "${kind}"`,
      );
    }
  }
  return found.call(...args);
}

function kindOf(tree: Tree): Kind {
  if (tree === null) return 'null';
  if (Array.isArray(tree)) return 'array';
  if (isObject(tree)) return 'object';
  if (typeof tree === 'boolean') return 'boolean';
  return typeof tree === 'string' ? 'string' : 'number';
}

function expect(tree: Tree, kind: Kind, name: string): Tree {
  if (kindOf(tree) === kind) return tree;
  throw new QueryError(
    `In function ${name}(), invalid type for value: ${compactJson(tree)}, expected one of: ['${kind}'], received: "${kindOf(tree)}"`,
  );
}

function total(list: readonly Tree[]): number {
  return list.reduce<number>((sum, item) => sum + (numberOf(expect(item, 'number', 'sum')) ?? 0), 0);
}

function mapNumber(tree: Tree, change: (value: number) => number): Tree {
  const value = change(numberOf(tree) ?? 0);
  return tree instanceof Double ? new Double(value) : value;
}

function order(a: Tree, b: Tree): number {
  if (typeof a === 'string' && typeof b === 'string') return byCodePoint(a, b);
  const left = numberOf(a);
  const right = numberOf(b);
  if (left === null || right === null)
    throw new QueryError('cannot order values that are neither all numbers nor all strings');
  return left - right;
}

function sortBy(list: readonly Tree[], key: (item: Tree) => Tree): Tree[] {
  return list
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => order(a.key, b.key))
    .map(({ item }) => item);
}

function extreme(list: readonly Tree[], key: (item: Tree) => Tree, sign: 1 | -1): Tree {
  let best: Tree = null;
  for (const [i, item] of list.entries()) {
    if (i === 0 || order(key(item), key(best)) * sign > 0) best = item;
  }
  return best;
}

function toNumber(tree: Tree): Tree {
  if (numberOf(tree) !== null) return tree;
  if (typeof tree !== 'string' || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(tree)) return null;
  return /^\s*[-+]?\d+\s*$/.test(tree) ? Number(tree) : new Double(Number(tree));
}

/** Python's `json.dumps(x, separators=(',', ':'))`. */
function compactJson(tree: Tree): string {
  if (Array.isArray(tree)) return `[${tree.map(compactJson).join(',')}]`;
  if (isObject(tree))
    return `{${Object.entries(tree)
      .map(([key, value]) => `${JSON.stringify(key)}:${compactJson(value)}`)
      .join(',')}}`;
  return toJson(tree);
}
