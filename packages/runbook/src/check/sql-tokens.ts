/** A token of SQL that is not a string, a comment or a quoted name. */
export interface SqlWord {
  text: string;
  /** Lines below the first, from 0. */
  row: number;
  /** The character behind it, blanks left out. */
  next: string;
}

/** One alternative per kind; each begins differently, so the cost is linear. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[eE]?'(?:[^']|'')*(?:'|$)|"[^"]*(?:"|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|[A-Za-z_]\w*|[\s\S]/g;

/** The names and keywords of a statement in their order. */
export function sqlWords(sql: string): SqlWord[] {
  const words: SqlWord[] = [];
  let row = 0;
  for (const [token] of sql.matchAll(TOKEN)) {
    const last = words.at(-1);
    if (last !== undefined && last.next === '' && token.trim() !== '' && !token.startsWith('--'))
      last.next = token.charAt(0);
    if (/^[A-Za-z_]\w*$/.test(token)) words.push({ text: token, row, next: '' });
    row += token.split('\n').length - 1;
  }
  return words;
}

/** The names that the text gives in double quotes. */
export function quotedNames(sql: string): string[] {
  return [...sql.matchAll(TOKEN)].flatMap(([token]) => (token.startsWith('"') ? [token.replaceAll('"', '')] : []));
}
