/** `--output table` without colours, after awscli/formatter.py and awscli/table.py (Apache-2.0). */
import { sorted } from './order.ts';
import { renderSections, Section } from './table-render.ts';
import { isObject, isScalar, scalarText, type Tree, type TreeObject } from './tree.ts';

/** Empty for an empty response. `width`: columns of the terminal; wider tables are turned upright. */
export function toTable(title: string, tree: Tree, width: number): string {
  const sections: Section[] = [];
  return build({ title, level: 0, sections }, tree) ? renderSections(sections, width) : '';
}

interface Place {
  title: string | null;
  level: number;
  sections: Section[];
}

function build(place: Place, tree: Tree): boolean {
  if (isEmpty(tree)) return false;
  if (place.title !== null) place.sections.push(new Section(place.title, place.level));
  if (Array.isArray(tree)) buildList(place, tree);
  else if (isObject(tree)) buildObject(place, tree);
  return true;
}

function isEmpty(tree: Tree): boolean {
  if (Array.isArray(tree)) return tree.length === 0;
  if (isObject(tree)) return Object.keys(tree).length === 0;
  return tree === null || tree === '' || tree === false || tree === 0;
}

function current(place: Place): Section {
  const last = place.sections.at(-1);
  if (last) return last;
  const section = new Section('', place.level);
  place.sections.push(section);
  return section;
}

function buildList(place: Place, list: readonly Tree[]): void {
  if (isObject(list[0])) {
    buildRows(place, list.filter(isObject));
    return;
  }
  for (const item of list) {
    if (!Array.isArray(item)) current(place).addRow([scalarText(item)]);
    else if (item.every(isScalar)) current(place).addRow(item.map(scalarText));
    else build({ ...place, title: null }, item);
  }
}

function buildObject(place: Place, object: TreeObject): void {
  const { headers, more } = split([object]);
  const [only] = headers;
  if (only !== undefined && headers.length === 1) current(place).addRow([only, scalarText(object[only])]);
  else if (headers.length > 0) {
    current(place).addHeader(headers);
    current(place).addRow(headers.map((key) => scalarText(object[key])));
  }
  for (const key of more) build({ ...place, title: key, level: place.level + 1 }, object[key] ?? null);
}

function buildRows(place: Place, objects: readonly TreeObject[]): void {
  const { headers, more } = split(objects);
  current(place).addHeader(headers);
  for (const [index, object] of objects.entries()) {
    if (index > 0 && more.length > 0) {
      place.sections.push(new Section(place.title ?? '', place.level));
      current(place).addHeader(headers);
    }
    current(place).addRow(headers.map((key) => (Object.hasOwn(object, key) ? scalarText(object[key]) : '')));
    for (const key of more) {
      if (Object.hasOwn(object, key)) build({ ...place, title: key, level: place.level + 1 }, object[key] ?? null);
    }
  }
}

/** Keys with a scalar in any of the objects, and keys with a list or object in any. */
function split(objects: readonly TreeObject[]): { headers: string[]; more: string[] } {
  const entries = objects.flatMap((object) => Object.entries(object));
  const keys = (scalar: boolean) =>
    sorted(new Set(entries.filter(([, value]) => isScalar(value) === scalar).map(([key]) => key)));
  return { headers: keys(true), more: keys(false) };
}
