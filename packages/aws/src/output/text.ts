/** `--output text`, after awscli/text.py (Apache-2.0). */
import { sorted } from './order.ts';
import { isObject, isScalar, scalarText, type Tree, type TreeObject } from './tree.ts';

export function toText(tree: Tree): string {
  return format(tree, null, null);
}

function format(tree: Tree, identifier: string | null, keys: readonly string[] | null): string {
  if (isObject(tree)) return formatObject(tree, identifier, keys);
  if (Array.isArray(tree)) return formatList(tree, identifier);
  return `${scalarText(tree)}\n`;
}

function formatList(list: readonly Tree[], identifier: string | null): string {
  if (list.length === 0) return '';
  const objects = list.filter(isObject);
  if (objects.length > 0) {
    const keys = sorted(
      new Set(objects.flatMap((object) => Object.keys(object).filter((key) => isScalar(object[key])))),
    );
    return list.map((item) => format(item, identifier, keys)).join('');
  }
  const scalars = list.filter(isScalar);
  const nested = list.filter((item) => !isScalar(item));
  const head = scalars.length > 0 ? formatScalars(scalars, identifier) : '';
  return head + nested.map((item) => format(item, identifier, null)).join('');
}

function formatScalars(list: readonly Tree[], identifier: string | null): string {
  const texts = list.map(scalarText);
  if (identifier === null) return `${texts.join('\t')}\n`;
  return texts.map((text) => `${identifier.toUpperCase()}\t${text}\n`).join('');
}

function formatObject(object: TreeObject, identifier: string | null, keys: readonly string[] | null): string {
  const own = sorted(Object.keys(object));
  const scalarKeys = keys ?? own.filter((key) => isScalar(object[key]));
  const cells = scalarKeys.map((key) => (Object.hasOwn(object, key) ? scalarText(object[key]) : ''));
  if (cells.length > 0 && identifier !== null) cells.unshift(identifier.toUpperCase());
  const head = cells.length > 0 ? `${cells.join('\t')}\n` : '';
  const rest = own.filter((key) => !scalarKeys.includes(key));
  return head + rest.map((key) => format(object[key] ?? null, key, null)).join('');
}
