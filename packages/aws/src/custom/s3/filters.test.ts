import { expect, test } from 'vitest';
import { globPattern } from './filters.ts';

test.each([
  ['/w/*', '/w/a/b.txt', true],
  ['/w/*.md', '/w/a/b.md', true],
  ['/w/*.md', '/w/a/b.mdx', false],
  ['/w/?.txt', '/w/a.txt', true],
  ['/w/[ab].txt', '/w/b.txt', true],
  ['/w/[!ab].txt', '/w/b.txt', false],
  ['/w/[!ab].txt', '/w/c.txt', true],
  ['/w/a+b(1).txt', '/w/a+b(1).txt', true],
  ['/w/[', '/w/[', true],
  ['/w/a.txt', '/w/abtxt', false],
])('%s against %s', (glob, path, expected) => {
  expect(globPattern(glob).test(path)).toBe(expected);
});
