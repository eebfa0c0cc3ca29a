import fc from 'fast-check';
import { Bash, defineCommand } from 'just-bash';
import { expect, test } from 'vitest';
import { fillBlanks } from './blanks.ts';
import { quoteCommand, quoteWord } from './quote.ts';

async function argvOf(script: string): Promise<string[]> {
  let seen: string[] = [];
  const show = defineCommand('show', async (argv) => {
    seen = argv;
    return { stdout: '', stderr: '', exitCode: 0 };
  });
  await new Bash({ customCommands: [show] }).exec(script, { rawScript: true });
  return seen;
}

const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));

test('a plain word stays as it is', () => {
  expect(quoteCommand('aws', ['ecs', '--cluster=a/b', 'two words', '', "it's", 'A=1'])).toBe(
    `aws ecs --cluster=a/b 'two words' '' 'it'\\''s' A=1`,
  );
  expect(quoteWord('=x')).toBe(`'=x'`);
});

test('a shell splits a quoted command back into the same words', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word), async (argv) => {
      expect(await argvOf(quoteCommand('show', argv))).toEqual(argv);
    }),
    { seed: 42, numRuns: 60 },
  );
});

test('a filled blank has its value in every quoting', async () => {
  await fc.assert(
    fc.asyncProperty(word, async (value) => {
      const script = fillBlanks(`show x<y>z "x<y>z" 'x<y>z' "$(printf '%s.' "<y>")"`, new Map([['y', value]]));
      expect(await argvOf(script)).toEqual([`x${value}z`, `x${value}z`, `x${value}z`, `${value}.`]);
    }),
    { seed: 42, numRuns: 60 },
  );
});
