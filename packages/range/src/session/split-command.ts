/**
 * The words of a command, as the agent in a container splits them (google/shlex): quotes and backslashes as in a shell,
 * and nothing else of one: no variables, no pipes, no `&&`. Null where a quote is not closed.
 */
export function splitCommand(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quote === null && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === '\\' && quote !== "'") {
      i += 1;
      word = (word ?? '') + text.charAt(i);
    } else if (quote === null ? char === '"' || char === "'" : char === quote) {
      quote = quote === null ? char : null;
      word ??= '';
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== null) return null;
  return word === null ? words : [...words, word];
}
