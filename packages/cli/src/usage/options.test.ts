import { expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { parseAge, parseCount, parseDigest, parseStatuses } from './options.ts';

test.each([
  ['90d', 7_776_000_000],
  ['12h', 43_200_000],
  ['2w', 1_209_600_000],
])('%s is %d milliseconds', (text, ms) => {
  expect(parseAge(text)).toBe(ms);
});

test.each([
  () => parseAge('90'),
  () => parseAge('d'),
  () => parseCount('0'),
  () => parseCount('1.5'),
  () => parseDigest('9f2c'),
  () => parseDigest('not-hexadecimal'),
  () => parseStatuses('waiting,gone'),
])('%s is wrong usage', (parse) => {
  expect(parse).toThrow();
});

test('every command says what it does and shows an example', () => {
  const leaves = createProgram(() => undefined).commands.flatMap((command) =>
    command.commands.length > 0 ? command.commands : [command],
  );
  for (const command of leaves) {
    let help = '';
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    command.outputHelp();
    expect(command.description(), command.name()).toMatch(/^[a-z].*[^.]$/i);
    expect(help, command.name()).toContain('Examples:');
  }
});
