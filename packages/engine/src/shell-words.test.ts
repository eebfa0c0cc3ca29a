import { expect, test } from 'vitest';
import { commandWords } from './shell-words.ts';

const words = (text: string): string[][] =>
  commandWords(text).map((command) => command.map(({ start, end }) => text.slice(start, end)));

test('words with their quotes and expansions, redirections left out', () => {
  const text = `aws "a b"'c' \\\n  $((1 + (2))) \${X:-y z} $'it\\'s' \\; 2>&1 >out.txt < in # why\n`;
  expect(words(text)).toEqual([['aws', `"a b"'c'`, '$((1 + (2)))', `\${X:-y z}`, "$'it\\'s'", '\\;']]);
});

test('commands of lists, pipes, loops and substitutions', () => {
  expect(words('a 1 | b 2; c `d 3` && (e 4)')).toEqual([
    ['a', '1'],
    ['b', '2'],
    ['d', '3'],
    ['c', '`d 3`'],
    ['e', '4'],
  ]);
  expect(words('X=$(f "$(g 5)") h')).toEqual([
    ['g', '5'],
    ['f', '"$(g 5)"'],
    ['X=$(f "$(g 5)")', 'h'],
  ]);
  expect(words('if ! a; then b; fi')).toEqual([['if', '!', 'a'], ['then', 'b'], ['fi']]);
});

test('a text that ends in the middle ends its words', () => {
  for (const text of ['a "b', "a 'b", 'a $(b', `a \${b`, 'a `b', 'a $((b', 'a \\', 'a >', "a $'b"]) {
    expect(words(text).flat()[0]).toBeDefined();
  }
});
