/** Which keys a listing shows: of a prefix, after a key, folded at a delimiter, so many at a time. */

export interface ListingOptions {
  prefix: string;
  delimiter: string;
  /** Keys after this one; common prefixes of it are over as well. */
  after: string;
  limit: number;
}

export interface Listing {
  keys: string[];
  prefixes: string[];
  /** The last key or prefix of the page; null when nothing follows. */
  next: string | null;
}

export function listing(all: readonly string[], { prefix, delimiter, after, limit }: ListingOptions): Listing {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const key of all) {
    if (!key.startsWith(prefix)) continue;
    const folded = foldedKey(key, prefix, delimiter);
    const shown = folded ?? key;
    if (shown === last || (after !== '' && !isAfter(key, shown, after))) continue;
    if (keys.length + prefixes.length >= limit) return { keys, prefixes, next: limit > 0 ? last : null };
    (folded === null ? keys : prefixes).push(shown);
    last = shown;
  }
  return { keys, prefixes, next: null };
}

function isAfter(key: string, shown: string, after: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0 && shown !== after;
}

/** The key up to the first delimiter behind the prefix; null when there is none. */
function foldedKey(key: string, prefix: string, delimiter: string): string | null {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? null : key.slice(0, end + delimiter.length);
}
