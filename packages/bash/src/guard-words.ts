import { scan } from './scan.ts';

export interface WordCheckers {
  /** Calls its first argument with the others. */
  run: string;
  /** Prints its argument, or what is no number where it is empty. */
  operand: string;
}

/**
 * Mends three things that the interpreter does otherwise than bash, by text put into the words that need it:
 *
 * - The name of a command is not split: `$CMD x` and `"$@"` become `run $CMD x` and `run "$@"`.
 * - An empty operand counts as zero: `[ "$N" -eq 0 ]` becomes `[ "$(operand "$N")" -eq 0 ]`.
 * - A word that is nothing but a quoted expansion with a default ends the shell under `set -u` all the same; it is given
 *   a second part: `"${N:-x}"` becomes `"${PWD:0:0}${N:-x}"`.
 */
export function guardWords(text: string, { run, operand }: WordCheckers): string {
  const inserted: Inserted[] = [];
  scan(text, {
    command(words) {
      const source = words.map(({ start, end }) => text.slice(start, end));
      const first = firstOfCommand(source);
      const name = source[first] ?? '';
      const nameStart = words[first]?.start ?? 0;
      if (SPLIT_NAME.test(name)) inserted.push({ at: nameStart, text: `${run} ` });
      for (const i of name === '[' || name === 'test' ? operandsOf(source) : []) {
        const { start, end } = words[i] ?? { start: 0, end: 0 };
        inserted.push({ at: start, text: `"$(${operand} ` }, { at: end, text: ')"' });
      }
      for (const [i, { start }] of words.entries()) {
        if (WITH_DEFAULT.test(source[i] ?? '')) inserted.push({ at: start + 1, text: `\${PWD:0:0}` });
      }
    },
  });
  return insertAll(text, inserted);
}

interface Inserted {
  at: number;
  text: string;
}

const RESERVED = new Set(['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', 'time', '{']);
const ASSIGNMENT = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;
/** Unquoted, or quoted and all of an array or of the parameters. */
const SPLIT_NAME = /^(?:\$[\w@*{]|\$\((?!\()|`|"\$(?:@|\{@|\{\w+\[@))/;
const WITH_DEFAULT = /^"\$\{\w+(?:\[[^\]]*\])?:?[-+=]/;
const NUMERIC = /^-(?:eq|ne|lt|le|gt|ge)$/;
const NEVER_EMPTY = /^"?\$(?:[?#]"?$|\{[?#]|\(\()/;

/** Index of a simple command's name among its words, or how many there are. */
export function firstOfCommand(words: readonly string[]): number {
  const at = words.findIndex((word) => !RESERVED.has(word) && !ASSIGNMENT.test(word));
  return at === -1 ? words.length : at;
}

function operandsOf(words: readonly string[]): number[] {
  const sides = words.flatMap((word, i) => (NUMERIC.test(word) ? [i - 1, i + 1] : []));
  return [...new Set(sides)].filter((i) => /[$`]/.test(words[i] ?? '') && !NEVER_EMPTY.test(words[i] ?? ''));
}

function insertAll(text: string, inserted: readonly Inserted[]): string {
  let result = '';
  let at = 0;
  for (const one of [...inserted].sort((a, b) => a.at - b.at)) {
    result += text.slice(at, one.at) + one.text;
    at = one.at;
  }
  return result + text.slice(at);
}
