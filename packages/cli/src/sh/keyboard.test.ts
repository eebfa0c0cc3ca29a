import { describe, expect, test } from 'vitest';
import { Keyboard, type Typed } from './keyboard.ts';
import { ReverseSearch } from './reverse-search.ts';

function typed(...chunks: string[]): Typed[] {
  const keyboard = new Keyboard();
  const found: Typed[] = [];
  for (const chunk of chunks) {
    keyboard.add(chunk);
    for (let piece = keyboard.take(); piece !== null; piece = keyboard.take()) found.push(piece);
  }
  return found;
}

const keys = (text: string): Typed => ({ kind: 'keys', text });
const text = (pasted: string): Typed => ({ kind: 'text', text: pasted });
const enter: Typed = { kind: 'enter' };

describe('what is typed', () => {
  test('comes a line at a time', () => {
    expect(typed('ab\rc\r\nd\ne')).toEqual([keys('ab'), enter, keys('c'), enter, keys('d'), enter, keys('e')]);
  });

  test('a tab, and Ctrl-R, are pieces of their own', () => {
    expect(typed('a\t\tb\u0012c')).toEqual([
      keys('a'),
      keys('\t'),
      keys('\t'),
      keys('b'),
      { kind: 'search' },
      keys('c'),
    ]);
  });

  test('arrows and Escape pass as they are', () => {
    expect(typed('\u001b[A', '\u001b')).toEqual([keys('\u001b[A'), keys('\u001b')]);
  });
});

describe('what is pasted', () => {
  test('is text with its tabs, and without control characters', () => {
    expect(typed('\u001b[200~a\tb\u001b[31m\u0003\r\nc\u001b[201~d')).toEqual([
      ...[text('a\tb[31m'), enter, text('c'), keys('d')],
    ]);
  });

  test('is known by marks that come in parts', () => {
    const whole = 'x\u001b[200~a b\u001b[201~y';
    for (let cut = 1; cut < whole.length; cut += 1) {
      // A lone Escape is a key.
      if (whole[cut - 1] === '\u001b' || whole.slice(0, cut).endsWith('\u001b[')) continue;
      const pieces = typed(whole.slice(0, cut), whole.slice(cut));
      const pasted = pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
      const keyed = pieces.map((piece) => (piece.kind === 'keys' ? piece.text : '')).join('');
      expect([cut, pasted, keyed]).toEqual([cut, 'a b', 'xy']);
    }
  });

  test('what is not read yet can be forgotten', () => {
    const keyboard = new Keyboard();
    keyboard.add('\u001b[200~a\rb\rc\r\u001b[201~');
    keyboard.take();
    keyboard.take();
    expect(keyboard.drop()).toBe(2);
    expect(keyboard.take()).toBeNull();
  });
});

test('the search goes backwards through what was typed', () => {
  const search = new ReverseSearch(['echo b', 'aws two', 'echo a', 'aws one']);
  search.type('aws');
  expect(search.shown).toBe("(reverse-i-search)'aws': aws two");
  search.next();
  expect(search.found).toBe('aws one');
  search.next();
  expect(search.shown).toBe("(failed reverse-i-search)'aws': ");
  search.erase();
  search.erase();
  search.type(' ');
  expect(search.found).toBe('');
  search.erase();
  search.type('cho a');
  expect(search.found).toBe('');
});
