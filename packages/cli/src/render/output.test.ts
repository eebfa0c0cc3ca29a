import { expect, test } from 'vitest';
import { OutputGate, shownOutput } from './output.ts';

const numbered = (count: number): string => Array.from({ length: count }, (_, i) => `line ${i + 1}\n`).join('');

test('what is short is shown whole', () => {
  expect(shownOutput(numbered(80))).toEqual({ text: numbered(80).trimEnd(), isWhole: true });
  expect(shownOutput('')).toEqual({ text: '', isWhole: true });
});

test('of more, the beginning and the end are shown, with how much is left out', () => {
  const { text, isWhole } = shownOutput(numbered(200));
  expect(isWhole).toBe(false);
  expect(text.split('\n')[0]).toBe('line 1');
  expect(text).toMatch(/… 160 lines left out \(.*\) …/);
  expect(text.split('\n').at(-1)).toBe('line 200');
});

test('one line that is too long is cut in its middle', () => {
  const { text, isWhole } = shownOutput(`${'x'.repeat(20_000)}\n`);
  expect(isWhole).toBe(false);
  expect(text.length).toBeLessThan(3000);
});

test('output that comes in pieces is let through until it is too much', () => {
  const gate = new OutputGate();
  const shown = Array.from({ length: 100 }, (_, i) => gate.pass(`line ${i + 1}\n`)).join('');
  expect(shown).toBe(numbered(80));
  const end = gate.end();
  expect(end.text.split('\n')).toEqual(Array.from({ length: 20 }, (_, i) => `line ${i + 81}`));
  expect(end.isWhole).toBe(true);
});
