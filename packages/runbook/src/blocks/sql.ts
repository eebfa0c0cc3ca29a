/** Cuts SQL into statements at semicolons outside of quotes, comments and dollar quotes. */
export interface Statement {
  text: string;
  /** 1-based within the text. */
  line: number;
}

/** One token at a time; each alternative is told from the others by its first characters, so the cost is linear. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"[^"]*"?|(\$\w*\$)|\\[^\n]*|;|[^-/'"$\\;]+|[-/$]/g;

export function splitStatements(text: string): Statement[] {
  const statements: Statement[] = [];
  const tokens = new RegExp(TOKEN);
  let [start, at] = [0, 0];
  const close = (end: number): void => {
    const statement = cut(text, start, end);
    if (statement !== null) statements.push(statement);
    start = end;
  };
  while (at < text.length) {
    tokens.lastIndex = at;
    const token = tokens.exec(text);
    if (token === null) break;
    at = tokens.lastIndex;
    if (token[1] !== undefined) {
      const end = text.indexOf(token[1], at);
      at = end < 0 ? text.length : end + token[1].length;
    } else if (token[0] === ';') close(at);
    else if (
      token[0].startsWith('\\') &&
      /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, token.index - 40), token.index))
    )
      close(at);
  }
  close(text.length);
  return located(text, statements);
}

interface Cut {
  text: string;
  line: number;
}

function cut(text: string, start: number, end: number): Cut | null {
  const leading = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text.slice(start, end))?.[0].length ?? 0;
  const body = text.slice(start + leading, end).trim();
  return body === '' || body === ';' ? null : { text: body, line: start + leading };
}

/** Turns offsets into lines. */
function located(text: string, cuts: readonly Cut[]): Statement[] {
  let [line, at] = [1, 0];
  return cuts.map((found) => {
    for (; at < found.line; at += 1) if (text.charAt(at) === '\n') line += 1;
    return { text: found.text, line };
  });
}

/** `SELECT`, `DELETE`, `ALTER TABLE`: the kind of a statement by its first words. */
export function statementKind(text: string): string | null {
  const words = /^\s*\(?\s*([a-z]+)(?:\s+(table|index|database|role|user|extension|system|view|schema)\b)?/i.exec(text);
  if (words?.[1] === undefined) return null;
  const first = words[1].toUpperCase();
  return /^(?:CREATE|ALTER|DROP|REINDEX)$/.test(first) && words[2] ? `${first} ${words[2].toUpperCase()}` : first;
}
