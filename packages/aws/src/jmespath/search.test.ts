import { describe, expect, test } from 'vitest';
import { toJson } from '../output/json.ts';
import { Double, type Tree } from '../output/tree.ts';
import { QueryError } from './query-error.ts';
import { search } from './search.ts';

const tree: Tree = {
  services: [
    { name: 'api', desired: 2, cpu: new Double(85), tags: [{ k: 'env', v: 'dev' }] },
    { name: 'workers', desired: 1, cpu: new Double(0.5), tags: [] },
    { name: 'realtime', desired: 3, cpu: new Double(12.25) },
  ],
  map: { b: 1, a: 2 },
  'with-dash': 'x',
  nothing: null,
  numbers: [3, 1, 2],
  nested: [[1, 2], [3], 4],
};

/** Expressions with what jmespath.py 1.x gives for the same document. */
const cases: readonly (readonly [string, unknown])[] = [
  ['services[0].name', 'api'],
  ['services[-1].name', 'realtime'],
  ['services[9].name', null],
  ['services[*].name', ['api', 'workers', 'realtime']],
  ['services[].tags[].v', ['dev']],
  ['services[?desired > `1`].name', ['api', 'realtime']],
  ['services[?desired>=`2` && name!=`api`].name', ['realtime']],
  ["services[?name=='api' || name=='workers'].desired", [2, 1]],
  ['services[?!tags].name', ['workers', 'realtime']],
  ["services[?contains(name, 'r')].name", ['workers', 'realtime']],
  ['services[?cpu == `85`].name', ['api']],
  ['services[0].{n: name, d: desired}', { n: 'api', d: 2 }],
  [
    'services[].[name, desired]',
    [
      ['api', 2],
      ['workers', 1],
      ['realtime', 3],
    ],
  ],
  ['services[*].name | [0]', 'api'],
  ['services[::-1].name', ['realtime', 'workers', 'api']],
  ['services[1:].name', ['workers', 'realtime']],
  ['services[:2].desired', [2, 1]],
  ['"with-dash"', 'x'],
  ['nothing || `"fallback"`', 'fallback'],
  ['map.*', [1, 2]],
  ['keys(map)', ['b', 'a']],
  ['sort(numbers)', [1, 2, 3]],
  ['reverse(sort_by(services, &desired))[0].name', 'realtime'],
  ['max_by(services, &cpu).name', 'api'],
  ['min_by(services, &desired).name', 'workers'],
  ['length(services)', 3],
  ['sum(numbers)', 6],
  ["join(',', services[].name)", 'api,workers,realtime'],
  ['to_string(map)', '{"b":1,"a":2}'],
  ['to_number(`"12"`)', 12],
  ['type(numbers)', 'array'],
  ['not_null(nothing, map.a)', 2],
  ['map(&name, services)', ['api', 'workers', 'realtime']],
  ['merge(map, {c: `3`})', { b: 1, a: 2, c: 3 }],
  ["starts_with(services[0].name, 'a')", true],
  ['nested[]', [1, 2, 3, 4]],
  ['@.numbers[0]', 3],
  ['services[0].missing.deeper', null],
  ['[services[0].name, map.a]', ['api', 2]],
  ['services[?State==`running`]', []],
];

describe('expressions', () => {
  test.each(cases)('%s', (expression, expected) => {
    expect(search(expression, tree)).toEqual(expected);
  });

  test.each([
    ['services[0].cpu', '85.0'],
    ['services[].cpu', '[\n    85.0,\n    0.5,\n    12.25\n]'],
    ['max(services[].cpu)', '85.0'],
    ['avg(numbers)', '2.0'],
    ['sum(services[].cpu)', '97.75'],
    ['ceil(services[2].cpu)', '13'],
  ])('%s keeps what is a float', (expression, printed) => {
    expect(toJson(search(expression, tree))).toBe(printed);
  });
});

test.each(['services[', 'a..b', 'foo(', 'nosuch(@)', 'length(`1`)', 'sort(@)', 'a b'])(
  '%s is refused',
  (expression) => {
    expect(() => search(expression, tree)).toThrow(QueryError);
  },
);
