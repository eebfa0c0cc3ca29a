/** A word of a command line that `date` computes: `$(date -u -d '1 hour ago' +%s)000`. */
export interface DateWord {
  /** What the word comes to, as a format of `date`: `%s000`. */
  format: string;
  utc: boolean;
  /** The words of the call itself. */
  call: string;
  /** The line of the document that holds the call. */
  line: number;
}

const DATE_CALL = /(?:\$\(|`)\s*g?date\b((?:[^()`]|\([^()]*\))*)(?:\)|`)/;

/** Follows a variable to its last assignment above; null where no single call of `date` gives the value. */
export function dateWord(word: string, line: number, lines: readonly string[]): DateWord | null {
  const name = /^"?\$\{?([A-Za-z_]\w*)\}?(\w*)"?$/.exec(word);
  if (name?.[1] !== undefined) {
    const assigned = assignmentAbove(name[1], line, lines);
    return assigned === null ? null : callIn(assigned.value + (name[2] ?? ''), assigned.line);
  }
  return callIn(word, line);
}

function callIn(text: string, line: number): DateWord | null {
  const call = DATE_CALL.exec(text);
  if (call?.[1] === undefined || DATE_CALL.test(text.slice(call.index + call[0].length))) return null;
  const shown = formatOf(call[1]);
  if (shown === null) return null;
  const after = text.slice(call.index + call[0].length);
  const before = text.slice(0, call.index);
  if (/\$\(\(/.test(before)) return null;
  const around = (part: string): string => part.replace(/["']/g, '');
  const utc = /(?:^|\s)(?:-[a-zA-Z]*u[a-zA-Z]*|--utc|--universal)(?=\s|$)/.test(call[1]);
  return { format: around(before) + shown + around(after), utc, call: call[1], line };
}

/** `+FORMAT`, or what `-I` stands for. */
function formatOf(words: string): string | null {
  const format = /"\+([^"]*)"|'\+([^']*)'|\+"([^"]*)"|\+'([^']*)'|\+([^\s"']+)/.exec(words);
  if (format !== null) return format.slice(1).find((part) => part !== undefined) ?? null;
  const iso = /(?:^|\s)(?:-u?I(\w*)|--iso-8601(?:=(\w+))?)(?=\s|$)/.exec(words);
  if (iso === null) return null;
  const precision = iso[1] || iso[2] || 'date';
  return precision === 'date' ? '%Y-%m-%d' : '%Y-%m-%dT%H:%M:%S%:z';
}

/** How far above an assignment is looked for. */
const LINES_ABOVE = 300;

function assignmentAbove(name: string, line: number, lines: readonly string[]): { value: string; line: number } | null {
  const assignment = new RegExp(`^\\s*(?:export\\s+|local\\s+)?${name}=(.*)$`);
  for (let at = line; at >= Math.max(1, line - LINES_ABOVE); at -= 1) {
    const value = assignment.exec(lines[at - 1] ?? '')?.[1];
    if (value !== undefined) return { value: value.replace(/\s+#.*$/, '').trim(), line: at };
  }
  return null;
}
