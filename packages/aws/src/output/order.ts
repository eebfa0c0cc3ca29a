/** Python compares strings by code point, JavaScript by UTF-16 unit. */
export function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function sorted(texts: Iterable<string>): string[] {
  return [...texts].sort(byCodePoint);
}
