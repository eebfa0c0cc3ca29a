/** Values of a document with where they stand. */
export interface Leaf {
  /** `services.0.scaling.minCapacity`. */
  path: string;
  value: string | number | boolean;
}

/** References are left out: what they become is for the tool to say. */
export function leavesOf(value: unknown, path = ''): Leaf[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [{ path, value }];
  if (typeof value !== 'object' || value === null || 'ref' in value) return [];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`));
}

/** `services.0.image` as `services.image`. */
export function withoutNumbers(path: string): string {
  return path.replaceAll(/\.\d+(?=\.|$)/g, '');
}

/** A copy in which one value is another. */
export function changed<T>(document: T, path: string, value: unknown): T {
  const copy = structuredClone(document);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((inner, key) => (inner as Record<string, unknown>)[key], copy as unknown);
  (holder as Record<string, unknown>)[last] = value;
  return copy;
}
