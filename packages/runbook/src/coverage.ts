/** Which lines belong to something that was understood. */
export interface Span {
  line: number;
  endLine: number;
}

/** The lines that no span covers and that are more than layout: empty lines, fences, rules, marks of a quote or list. */
export function unaccountedLines(source: readonly string[], spans: Iterable<Span>): number[] {
  const covered = new Uint8Array(source.length + 2);
  for (const { line, endLine } of spans) covered.fill(1, line, Math.min(endLine, source.length) + 1);
  const open: number[] = [];
  for (const [i, text] of source.entries()) if (covered[i + 1] === 0 && !isLayout(text)) open.push(i + 1);
  return open;
}

function isLayout(text: string): boolean {
  return /^[\s>]*(?:(?:[-+*]|\d{1,9}[.)])\s*)?(?:(?:`{3,}|~{3,})[^`]*|(?:[-*_]\s*){3,}|=+|\|?[\s:|-]+\|?)?$/.test(
    text.slice(0, 300),
  );
}
