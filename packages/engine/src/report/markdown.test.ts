import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closing, code, fenced, oneLine, prose, table } from './markdown.ts';
import { parseMarkdown, textOf } from './testing-markdown.ts';

const SEED = 20260105;

const MARKS = '`*_[]()<>|\\~$&#!-+=.:;1a b\n\t"\'{}^@/'.split('');
const anything = fc.oneof(
  fc.array(fc.constantFrom(...MARKS), { maxLength: 30 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '<script>',
    '&amp;',
    '[^1]',
    '![x](y)',
    '~~a~~',
    '# a',
    '- a',
    '1) a',
    '***',
    'a\\|b',
    '`|`',
    '<!-- a -->',
  ),
);

test('prose stays text, at the beginning of a paragraph and in a cell', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const line = oneLine(text);
      expect(textOf(parseMarkdown(`${prose(text)} x`))).toBe(`${line} x`.trim());
      expect(textOf(parseMarkdown(table(['a'], [[`${prose(text)} x`]])))).toBe(`a${`${line} x`.trim()}`);
    }),
    { seed: SEED },
  );
});

test('code stays code, in a cell as well', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const line = oneLine(text);
      const cell = table(['a'], [[`x ${code(text)}`]]);
      expect(textOf(parseMarkdown(cell))).toBe(`ax ${line}`.trimEnd());
    }),
    { seed: SEED },
  );
});

test('a fence is ended by nothing in it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('```', '~~~', '````text', 'a', '    b', '', '# c')), (lines) => {
      const content = ['first', ...lines].join('\n').replace(/\n+$/, '');
      const [block, ...others] = parseMarkdown(`${fenced(content)}\n`).children ?? [];
      expect(others).toEqual([]);
      expect(block).toMatchObject({ type: 'code', lang: 'text', value: content });
    }),
    { seed: SEED },
  );
});

test('colours of a terminal and carriage returns are no part of a report', () => {
  expect(fenced('\u001b[31mred\u001b[0m\r\nnext\n\n')).toBe('```text\nred\nnext\n```');
});

test('a sentence has one full stop', () => {
  expect(closing('it was interrupted.')).toBe('it was interrupted.');
  expect(closing('done')).toBe('done.');
});
