import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { depthLimit } from './depth-limit.ts';

const schema = buildSchema('type Query { a: Query b: Int }');
const problems = (query: string) => validate(schema, parse(query), [depthLimit]).length;
const nested = (levels: number) => `${'{ a '.repeat(levels - 1)}{ b }${' }'.repeat(levels - 1)}`;

test('six levels are taken and seven are not', () => {
  expect(problems(nested(6))).toBe(0);
  expect(problems(nested(7))).toBe(1);
});

test('a fragment hides no levels, and one within itself ends', () => {
  expect(problems(`{ a { ...f } } fragment f on Query ${nested(6)}`)).toBe(1);
  expect(problems(`{ a { ...f } } fragment f on Query ${nested(5)}`)).toBe(0);
  expect(problems('{ ...f } fragment f on Query { a { ...f } }')).toBe(0);
});
