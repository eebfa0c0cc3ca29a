import { expect, test } from 'vitest';
import { splitPieces } from './pieces.ts';

const lines = (text: string): [number, number][] => splitPieces(text).map(({ line, endLine }) => [line, endLine]);

test.each<[string, [number, number][]]>([
  [
    'a\nb',
    [
      [1, 1],
      [2, 2],
    ],
  ],
  ['# c\n\na \\\n  b\n# d', [[3, 4]]],
  [
    'a |\n b\nc &&\n\n d',
    [
      [1, 2],
      [3, 5],
    ],
  ],
  [
    'if a; then\n b\nfi\nc',
    [
      [1, 3],
      [4, 4],
    ],
  ],
  [
    'for x in a; do\n if b; then\n  echo "fi\ndone"\n fi\n case $x in\n  a) b ;;\n esac\ndone\nf() {\n c\n}\nd',
    [
      [1, 9],
      [10, 12],
      [13, 13],
    ],
  ],
  [
    "a 'x\ny'\nb",
    [
      [1, 2],
      [3, 3],
    ],
  ],
  [
    'cat <<A <<B\n1\nA\n2\nB\nc',
    [
      [1, 5],
      [6, 6],
    ],
  ],
  [
    'cat <<"A" \\\n| b\n$(\nA\nc',
    [
      [1, 4],
      [5, 5],
    ],
  ],
  [
    'f()\n{\n a\n}\nf',
    [
      [1, 4],
      [5, 5],
    ],
  ],
  ['X=$(a \\\n b)', [[1, 2]]],
  ['a \\', [[1, 1]]],
])('pieces of %j', (text, expected) => {
  expect(lines(text)).toEqual(expected);
  expect(splitPieces(text).map(({ error }) => error)).toEqual(expected.map(() => null));
});

test.each([
  ['a\nif b; then\n c', 2],
  ['a\nb )\nc', 2],
  ['a\nb &&', 2],
  ["a\nb 'c\nd", 2],
])('what cannot be parsed is one piece with its reason: %j', (text, line) => {
  const last = splitPieces(text).at(-1);
  expect(last?.line).toBe(line);
  expect(last?.error).not.toBeNull();
});
