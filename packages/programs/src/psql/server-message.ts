/** The fields of an error or notice that are shown. */
export interface ServerMessage {
  severity?: string | undefined;
  message?: string | undefined;
  detail?: string | undefined;
  hint?: string | undefined;
  position?: string | undefined;
  internalPosition?: string | undefined;
  internalQuery?: string | undefined;
  where?: string | undefined;
}

/** As libpq words an error or notice at its default verbosity; `query` is the text that was sent. */
export function formatServerMessage(fields: ServerMessage, query: string): string {
  const isError = ['ERROR', 'FATAL', 'PANIC'].includes(fields.severity ?? '');
  const at = fields.position ? [query, fields.position] : [fields.internalQuery ?? '', fields.internalPosition ?? ''];
  const lines = [
    `${fields.severity}:  ${fields.message}\n`,
    at[1] ? errorPosition(at[0] ?? '', Number(at[1])) : '',
    fields.detail ? `DETAIL:  ${fields.detail}\n` : '',
    fields.hint ? `HINT:  ${fields.hint}\n` : '',
    fields.internalQuery ? `QUERY:  ${fields.internalQuery}\n` : '',
    isError && fields.where ? `CONTEXT:  ${fields.where}\n` : '',
  ];
  return lines.join('');
}

const DISPLAY_SIZE = 60;
const MIN_RIGHT_CUT = 10;

/** `LINE 1: …` and a caret under the position, which counts characters from 1 (reportErrorPosition of libpq). */
function errorPosition(query: string, position: number): string {
  const chars = [...query].map((char) => (char === '\t' ? ' ' : char));
  const at = Math.min(position - 1, chars.length);
  const before = chars.slice(0, at).join('');
  const lineNumber = before.split(/\r\n|\r|\n/).length;
  let start = at;
  while (start > 0 && !isLineEnd(chars[start - 1])) start--;
  let end = at;
  while (end < chars.length && !isLineEnd(chars[end])) end++;
  const [from, to] = window(start, end, at);
  const prefix = `LINE ${lineNumber}: ${from > start ? '...' : ''}`;
  const text = `${prefix}${chars.slice(from, to).join('')}${to < end ? '...' : ''}`;
  return `${text}\n${' '.repeat(prefix.length + at - from)}^\n`;
}

function isLineEnd(char: string | undefined): boolean {
  return char === '\n' || char === '\r';
}

/** Cuts a long line to what is worth seeing around the position, first on the right. */
function window(start: number, end: number, at: number): [number, number] {
  if (end - start <= DISPLAY_SIZE) return [start, end];
  if (start + DISPLAY_SIZE >= at + MIN_RIGHT_CUT) return [start, start + DISPLAY_SIZE];
  const to = Math.min(end, at + MIN_RIGHT_CUT);
  return [Math.max(start, to - DISPLAY_SIZE), to];
}
