import { maskBlanks } from './blanks.ts';
import { incompleteness, tryParse } from './pieces.ts';
import { scan } from './scan.ts';

const AT_THE_END = /got EOF|unexpected EOF/;
const FUNCTION_HEAD = /(?:^|[\s;&|])(?:[\w.-]+\s*\(\s*\)|function\s+[\w.-]+)\s*$/;

/**
 * Whether a shell would go on reading: after an open quote or substitution, within a here-document or a compound command,
 * behind an operator or a backslash. A text that no next line can mend is finished, and wrong; `if then` counts as unfinished.
 */
export function isUnfinished(text: string): boolean {
  const masked = maskBlanks(text).text;
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(masked) || !endsOutside(masked)) return true;
  const error = errorOf(masked);
  if (error === null) return false;
  if (AT_THE_END.test(error) || FUNCTION_HEAD.test(masked)) return true;
  // After some keywords the parser complains of a missing command rather than of the end.
  const withCommand = errorOf(`${masked}\n:`);
  return withCommand === null || AT_THE_END.test(withCommand);
}

function errorOf(text: string): string | null {
  const script = tryParse(text);
  return 'error' in script ? script.error : incompleteness(script, true);
}

/** Whether the end of the last line is outside of quotes, substitutions and here-documents. */
function endsOutside(text: string): boolean {
  const ends = new Set<number>();
  // An open here-document takes the line that follows.
  scan(`${text}\n:\n`, {
    lineEnd(after) {
      ends.add(after);
    },
  });
  return ends.has(text.length + 1);
}
