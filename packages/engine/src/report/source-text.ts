/** A document as it stands on disk: lines with their ends, and changes to it by offset. */

export interface SourceLine {
  /** Offset of its first character. */
  start: number;
  /** Without its end. */
  text: string;
  /** `\n`, `\r\n` or `\r`; empty for a last line that has none. */
  end: string;
}

/** Puts `text` in place of what stands between two offsets. */
export interface Change {
  start: number;
  end: number;
  text: string;
}

/** The lines, numbered as the runbook's parser numbers them: the first is at index 0. */
export function linesOf(text: string): SourceLine[] {
  const lines: SourceLine[] = [];
  for (const match of text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)) {
    if (match[0] === '' && match.index === text.length && lines.length > 0) break;
    lines.push({ start: match.index, text: match[1] ?? '', end: match[2] ?? '' });
  }
  return lines;
}

/** Changes that overlap an earlier one of the list are the caller's to avoid: see `overlaps`. */
export function applyChanges(text: string, changes: readonly Change[]): string {
  const fromTheEnd = [...changes].sort((a, b) => b.start - a.start || b.end - a.end);
  return fromTheEnd.reduce(
    (result, { start, end, text: put }) => result.slice(0, start) + put + result.slice(end),
    text,
  );
}

export function overlaps(a: Change, b: Change): boolean {
  return a.start < b.end && b.start < a.end;
}
