import { expect, test } from 'vitest';
import { open, recorder, shell } from './test-kit.ts';

async function emptyIn(text: string): Promise<(readonly string[])[]> {
  const { session, requests } = await open([recorder('aws').handler]);
  await session.run(shell(text));
  await session.close();
  return requests.map((request) => request.emptyValues);
}

test.each([
  ['P=""; aws set "$P"', [['$P']]],
  ['P=; aws set s3://bucket/$P --recursive', [['$P']]],
  ['P=$(aws get none); aws set "$P"', [[], ['$P']]],
  ['aws set "$(aws get none)"', [[], ['an argument']]],
  ['f() { aws set "$1"; }; P=; f "$P"', [['an argument']]],
  ['P=; Q=q; aws set "$Q"', [[]]],
  [`P=; aws set "\${P:-}"`, [[]]],
  ["aws set --description ''", [[]]],
  ['P=; aws get "$P"', [[]]],
  ['P=p; aws set "$P"', [[]]],
])('the guard of a change is told what is empty in it: %s', async (text, expected) => {
  expect(await emptyIn(text)).toEqual(expected);
});
