import { expect, test } from 'vitest';
import { xargsWords } from './xargs-words.ts';

test.each([
  ['-n1 -I{} aws -n1 {}', '-n 1 -I {} aws -n1 {}'],
  ['-n 1 -P4 aws', '-n 1 -P 4 aws'],
  ['--max-args=2 --null -r aws --null', '-n 2 -0 -r aws --null'],
  ['--replace=X aws X', '-I X aws X'],
  ['-0 -d , aws', '-0 -d , aws'],
  ['aws', 'aws'],
])('%s', (given, words) => {
  expect(xargsWords(given.split(' '))).toEqual(words.split(' '));
});
