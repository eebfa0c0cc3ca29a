/** What stands before the cursor, as words of the command that is being typed. */
export interface TypedWords {
  /** Of the command, its program first; quotes are taken away. Assignments and words such as `do` and `!` are left out. */
  words: string[];
  /** The word at the cursor as it is typed; empty behind a blank. */
  current: string;
  /** The cursor stands where a redirection names its file. */
  isFile: boolean;
}

const BEFORE_A_COMMAND = new Set('! { ( if then elif else while until do time exec command builtin'.split(' '));

export function typedWords(text: string): TypedWords {
  let [words, word, quote] = [[] as Word[], null as Word | null, ''];
  let isFile = false;
  const end = (): void => {
    if (word && !isFile) words.push(word);
    if (word) isFile = false;
    word = null;
  };
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charAt(i);
    if (c === '$' && text.charAt(i + 1) === '(' && quote !== "'") {
      [words, word, quote, isFile] = [[], null, '', false];
      i += 1;
    } else if (quote !== '') {
      if (c === quote) quote = '';
      else if (word) word.text += c;
      if (word) word.typed += c;
    } else if (c === '\\' && text.charAt(i + 1) === '\n') {
      i += 1;
      end();
    } else if (/[\n;|&()`]/.test(c)) [words, word, isFile] = [[], null, false];
    else if (/[<>]/.test(c)) {
      end();
      isFile = true;
    } else if (/\s/.test(c)) end();
    else {
      word ??= { text: '', typed: '' };
      word.typed += c;
      if (c === '"' || c === "'") quote = c;
      else if (c === '\\') word.text += text.charAt(++i);
      else word.text += c;
    }
  }
  return { words: commandOf(words.map(({ text: typed }) => typed)), current: word?.typed ?? '', isFile };
}

interface Word {
  text: string;
  typed: string;
}

function commandOf(words: readonly string[]): string[] {
  const first = words.findIndex((word) => !BEFORE_A_COMMAND.has(word) && !/^[A-Za-z_]\w*\+?=/.test(word));
  return first === -1 ? [] : words.slice(first);
}
