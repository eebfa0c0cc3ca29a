/** Commands that were judged by hand, beside what the program judges; and wrappers, which never make less of a command. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EFFECTS, type Effect } from '@steadyhand/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLineJudge } from './effects/judge-line.ts';
import { isSimple, WRAPPERS } from './effects/wrappers.ts';

const RUNS = 400;
const FOLDER = join(import.meta.dirname, 'fixtures', 'effects');

interface Case {
  effect: Effect;
  command: string;
}

function readCases(file: string): Case[] {
  const [header = '', ...lines] = readFileSync(join(FOLDER, file), 'utf8').trimEnd().split('\n');
  expect(header, `${file} begins with how it was judged`).toMatch(/^# /);
  return lines.map((line) => {
    const [effect = '', command = ''] = line.split('\t');
    return { effect: effect as Effect, command: command.replaceAll('⏎', '\n') };
  });
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.tsv'));
const cases = files.flatMap(readCases);
const judge = await createLineJudge();

describe('the hand-judged table', () => {
  test('is large, has every effect and no case twice', () => {
    expect(cases.length).toBeGreaterThanOrEqual(400);
    expect(new Set(cases.map(({ effect }) => effect))).toEqual(new Set(EFFECTS));
    expect(new Set(cases.map(({ command }) => command)).size).toBe(cases.length);
  });

  test.each(files)('%s: every command is judged as it was by hand', (file) => {
    const wrong = readCases(file).flatMap(({ effect, command }) => {
      const judged = judge(command);
      return judged === effect ? [] : [`${command}: ${judged}, by hand ${effect}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('a wrapper', () => {
  // What is not understood is treated as what destroys.
  const severity = (effect: Effect): number => EFFECTS.indexOf(effect === 'destroy' ? 'unknown' : effect);

  test('never makes less of the command that it runs', () => {
    const wrapper = fc.constantFrom(...WRAPPERS);
    const wrapped = fc.tuple(fc.constantFrom(...cases), wrapper, fc.option(wrapper, { freq: 2 }));
    fc.assert(
      fc.property(wrapped, ([{ effect, command }, inner, outer]) => {
        fc.pre(!inner.simple || isSimple(command));
        const once = inner.wrap(command);
        fc.pre(outer === null || !outer.simple || isSimple(once));
        const line = outer === null ? once : outer.wrap(once);
        const judged = judge(line);
        expect(severity(judged), `${line} is judged ${judged}, ${command} by hand ${effect}`).toBeGreaterThanOrEqual(
          severity(effect),
        );
      }),
      { seed: 20_260, numRuns: RUNS, maxSkipsPerRun: 100 },
    );
  }, 120_000);
});
