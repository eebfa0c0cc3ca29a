import { expect, test } from 'vitest';
import { type AlarmState, evaluate, type MissingData } from './evaluate.ts';

const TREATMENTS: MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const KEEP = undefined;
type Row = [points: string, ...states: (AlarmState | undefined)[]];

/** `-` no data, `0` good, `X` breaching, oldest first: the notation of the documentation, whose tables these are. */
function run(points: string, rule: { datapointsToAlarm: number; missing: MissingData }) {
  const values = points.split(' ').map((p) => (p === '-' ? undefined : p === 'X' ? 10 : 0));
  return evaluate(values, { evaluationPeriods: 3, ...rule, breaches: (v) => v >= 10 });
}

const THREE_OF_THREE: Row[] = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', KEEP, 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', KEEP, 'ALARM', 'OK'],
];

const TWO_OF_THREE: Row[] = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', KEEP, 'ALARM', 'OK'],
];

for (const [datapointsToAlarm, rows] of [
  [3, THREE_OF_THREE],
  [2, TWO_OF_THREE],
] as const) {
  for (const [points, ...states] of rows) {
    test(`${points} with ${datapointsToAlarm} of 3`, () => {
      expect(TREATMENTS.map((missing) => run(points, { datapointsToAlarm, missing }))).toEqual(states);
    });
  }
}

test('a single young breach keeps the state while the rest is missing', () => {
  expect(run('- - - - X', { datapointsToAlarm: 3, missing: 'missing' })).toBe(KEEP);
});
