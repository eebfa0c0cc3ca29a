/**
 * Splits a line of redis-cli's input into words: double quotes know escapes, single quotes only `\'`
 * (sdssplitargs of Redis). Null where a quote is not closed, or not followed by a space.
 */
export function splitWords(line: string): string[] | null {
  const words: string[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const match = /^((?:"(?:[^"\\]|\\.)*"(?=\s|$)|'(?:[^'\\]|\\.)*'(?=\s|$)|[^\s"'])+)(?=\s|$)\s*/s.exec(rest);
    if (!match) return null;
    words.push(unquoted(match[1] ?? ''));
    rest = rest.slice(match[0].length);
  }
  return words;
}

function unquoted(word: string): string {
  return word
    .replace(/"((?:[^"\\]|\\.)*)"$/s, (_, inner: string) =>
      inner.replace(/\\(x[0-9a-fA-F]{2}|.)/gs, (__, code: string) => escaped(code)),
    )
    .replace(/'((?:[^'\\]|\\.)*)'$/s, (_, inner: string) => inner.replaceAll("\\'", "'"));
}

function escaped(code: string): string {
  if (code.length === 3) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }[code] ?? code;
}
