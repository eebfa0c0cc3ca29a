/** The mark that opens or closes a fence, list items and quotes before it left out; null on any other line. */
export function fenceMark(line: string): string | null {
  return /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
}

export interface NumberedLine {
  /** From 1. */
  number: number;
  text: string;
}

/** The lines of a document that are no code. */
export function linesOutsideFences(lines: readonly string[]): NumberedLine[] {
  let fence: string | null = null;
  return lines.flatMap((text, i) => {
    const mark = fenceMark(text);
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      return [];
    }
    fence = mark;
    return mark === null ? [{ number: i + 1, text }] : [];
  });
}
