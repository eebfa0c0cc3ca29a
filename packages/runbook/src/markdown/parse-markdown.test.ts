import { describe, expect, test } from 'vitest';
import { parseMarkdown } from './parse-markdown.ts';

type Nodes = ReturnType<typeof parseMarkdown>['nodes'][number];

/** A node a line: its type, its lines, and what it says. */
function show(node: Nodes, depth = 0): string[] {
  const { start, end } = node.position ?? { start: { line: 0 }, end: { line: 0 } };
  const said = [
    'url' in node ? node.url : null,
    'lang' in node ? (node.lang ?? null) : null,
    'checked' in node && node.checked !== null ? String(node.checked) : null,
    'value' in node ? JSON.stringify(node.value) : null,
  ].filter((part) => part !== null);
  const line = [`${' '.repeat(depth)}${node.type} ${start.line}-${end.line}`, ...said].join(' ');
  return [line, ...('children' in node ? (node.children as Nodes[]).flatMap((child) => show(child, depth + 1)) : [])];
}

const tree = (text: string): string[] => parseMarkdown(text.split('\n')).nodes.flatMap((node) => show(node));

describe('the tree', () => {
  const cases: [string, string, string[]][] = [
    [
      'inline nodes have their lines',
      'one **two**\n`three\nfour` [five](u)  \nsix',
      [
        'paragraph 1-4',
        ' text 1-1 "one "',
        ' strong 1-1',
        '  text 1-1 "two"',
        ' text 1-2 "\\n"',
        ' inlineCode 2-3 "three\\nfour"',
        ' text 3-3 " "',
        ' link 3-3 u',
        '  text 3-3 "five"',
        ' break 3-4',
        ' text 4-4 "six"',
      ],
    ],
    [
      'a list and an item end with what stands in them',
      '- [x] a\n\n  b\n- c\n\n\ntext',
      [
        'list 1-4',
        ' listItem 1-3 true',
        '  paragraph 1-1',
        '   text 1-1 "a"',
        '  paragraph 3-3',
        '   text 3-3 "b"',
        ' listItem 4-4',
        '  paragraph 4-4',
        '   text 4-4 "c"',
        'paragraph 7-7',
        ' text 7-7 "text"',
      ],
    ],
    [
      'a row keeps the cells that its table has no column for',
      '> | a |\n> |---|\n> | b | c \\| d |\n>\n> e',
      [
        'blockquote 1-5',
        ' table 1-3',
        '  tableRow 1-1',
        '   tableCell 1-1',
        '    text 1-1 "a"',
        '  tableRow 3-3',
        '   tableCell 3-3',
        '    text 3-3 "b"',
        '   tableCell 3-3',
        '    text 3-3 "c | d"',
        ' paragraph 5-5',
        '  text 5-5 "e"',
      ],
    ],
    [
      'fences, with the first word behind them',
      '```bash title=x\nls\n```\n\n    indented\n',
      ['code 1-3 bash "ls"', 'code 5-5 "indented"'],
    ],
    [
      'definitions as they are written, also the second of a name',
      '[A b]: http://a.b/c_d "t"\n[a B]: <e f>\n\n[x][a b]',
      ['definition 1-1 http://a.b/c_d', 'definition 2-2 e f', 'paragraph 4-4', ' linkReference 4-4', '  text 4-4 "x"'],
    ],
    [
      'addresses become links, without the marks that end a sentence',
      'See (https://a.b/c_d_e), www.f.g/h. and\ni@j.kl; http://<host>/',
      [
        'paragraph 1-2',
        ' text 1-1 "See ("',
        ' link 1-1 https://a.b/c_d_e',
        '  text 1-1 "https://a.b/c_d_e"',
        ' text 1-1 "), "',
        ' link 1-1 http://www.f.g/h',
        '  text 1-1 "www.f.g/h"',
        ' text 1-2 ". and\\n"',
        ' link 2-2 mailto:i@j.kl',
        '  text 2-2 "i@j.kl"',
        ' text 2-2 "; http://"',
        ' html 2-2 "<host>"',
        ' text 2-2 "/"',
      ],
    ],
    [
      'an address in a link is its text',
      '[https://a.b](c)',
      ['paragraph 1-1', ' link 1-1 c', '  text 1-1 "https://a.b"'],
    ],
    ['front matter', '---\na: b\n---\n# C', ['yaml 1-3 "a: b"', 'heading 4-4', ' text 4-4 "C"']],
    ['front matter that never ends is none', '---\na', ['thematicBreak 1-1', 'paragraph 2-2', ' text 2-2 "a"']],
    [
      'one tilde is a tilde',
      '~/a/~/b ~~c~~',
      ['paragraph 1-1', ' text 1-1 "~/a/~/b "', ' delete 1-1', '  text 1-1 "c"'],
    ],
  ];

  test.each(cases)('%s', (_, text, expected) => {
    expect(tree(text)).toEqual(expected);
  });
});

test('what is nested too deep is reported where it stands, and what follows is read', () => {
  const deep = Array.from({ length: 40 }, (_, i) => `${'  '.repeat(i)}- level ${i + 1}`);
  const { nodes, diagnostics } = parseMarkdown([...deep, '', '# After']);
  expect(diagnostics.map(({ rule, line }) => [rule, line])).toEqual(
    deep.slice(12).map((_, i) => ['nesting-too-deep', i + 13]),
  );
  expect(nodes.map(({ type }) => type)).toEqual(['list', 'heading']);
});

test('marks within marks end somewhere, and lose no text', () => {
  const text = `${'**a '.repeat(2000)}b${'**'.repeat(2000)}`;
  const words = tree(text).join('').match(/[ab]/g)?.length ?? 0;
  expect(words).toBeGreaterThanOrEqual(2001);
});
