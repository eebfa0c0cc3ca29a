import { notExportable } from './find.ts';

/** A table in order of its names. Throws STACK_NOT_EXPORTABLE where two things would get one name. */
export function byName<T>(entries: readonly (readonly [name: string, value: T])[]): Record<string, T> {
  checkNames(entries);
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function checkNames(entries: readonly (readonly [name: string, value: unknown])[]): void {
  const names = new Set<string>();
  for (const [name] of entries) {
    if (names.has(name)) throw notExportable(`"${name}"`, 'two parts of the stack would be called so');
    names.add(name);
  }
}
