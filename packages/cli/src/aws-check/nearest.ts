import { distance } from 'fastest-levenshtein';

/** The name that was most likely meant; undefined where none is near. */
export function nearest(wanted: string, names: Iterable<string>): string | undefined {
  let best: { name: string; far: number } | undefined;
  for (const name of names) {
    const far = distance(wanted.toLowerCase(), name.toLowerCase());
    if (best === undefined || far < best.far) best = { name, far };
  }
  return best !== undefined && best.far <= Math.max(2, wanted.length / 4) ? best.name : undefined;
}
