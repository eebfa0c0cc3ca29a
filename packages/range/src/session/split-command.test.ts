import { expect, test } from 'vitest';
import { splitCommand } from './split-command.ts';

test.each([
  ['/bin/sh', ['/bin/sh']],
  ['  ls   -la ', ['ls', '-la']],
  [`sh -c 'echo "$HOME" && ls'`, ['sh', '-c', 'echo "$HOME" && ls']],
  [`psql "a b" ''`, ['psql', 'a b', '']],
  ['a\\ b "c\\"d"', ['a b', 'c"d']],
  ["a'b'c", ['abc']],
  ['', []],
])('%s', (text, words) => {
  expect(splitCommand(text)).toEqual(words);
});

test('a quote that is not closed is no command', () => {
  expect(splitCommand("sh -c 'echo")).toBeNull();
});
