import { expect, test } from 'vitest';
import { dockerIgnore } from './docker-ignore.ts';

// The examples of docs.docker.com/build/concepts/context, and their like.
test.each([
  ['# a comment\n\n', 'a.txt', false],
  ['*/temp*', 'dir/temporary.txt', true],
  ['*/temp*', 'dir/sub/temporary.txt', false],
  ['*/*/temp*', 'dir/sub/temporary.txt', true],
  ['temp?', 'tempa', true],
  ['temp?', 'temp', false],
  ['**/*.go', 'a/b/c.go', true],
  ['**/*.go', 'c.go', true],
  ['*.md\n!README.md', 'README.md', false],
  ['*.md\n!README.md', 'NOTES.md', true],
  ['*.md\n!README*.md\nREADME-secret.md', 'README-secret.md', true],
  ['/dist/', 'dist/a/b.js', true],
  ['dist', 'distance.js', false],
  ['a+b(1)', 'a+b(1)', true],
])('%j leaves out %s: %s', (text, path, isOut) => {
  expect(dockerIgnore(text)(path)).toBe(isOut);
});
