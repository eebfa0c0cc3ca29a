import { expect, test } from 'vitest';
import { guardBackground } from './guard-background.ts';

const guard = (text: string): string | null => guardBackground(text, { job: 'job', last: 'last' });
const done = (text: string): string => `if (${text}); then job 0; else job $?; fi`;

test.each([
  ['a &', `${done('a ')};`],
  ['a; b | c & d', `a; ${done('b | c ')}; d`],
  ['X=1 a "b & c" 2>&1 & wait $!', `${done('X=1 a "b & c" 2>&1 ')}; wait \${last}`],
  ['a && b || c &\nd', `${done('a && b || c ')};\nd`],
  ['> f a & (b) & { c; } &', `${done('> f a ')}; ${done('(b) ')}; ${done('{ c; } ')};`],
  ['for x in 1 2; do a $x & done; wait', `for x in 1 2; do ${done('a $x ')}; done; wait`],
  ['for x in 1; do a; done & b', `${done('for x in 1; do a; done ')}; b`],
  ['if a; then b & else c & fi', `if a; then ${done('b ')}; else ${done('c ')}; fi`],
  ['case x in\n  a) b & ;;\nesac', `case x in\n  a) ${done('b ')} ;;\nesac`],
  ['f() { a & }; f', `f() { ${done('a ')}; }; f`],
  ['cat <<E & b\nx\nE', `${done('cat <<E ')}; b\nx\nE`],
  ['a & # why', `${done('a ')}; # why`],
  [`echo '$!' "$! \${!}" $(a &)`, `echo '$!' "\${last} \${last}" $(${done('a ')};)`],
  ['a &> f; b >& g; c && d |& e', 'a &> f; b >& g; c && d |& e'],
  ['P+=($!); [[ a && b ]]', `P+=(\${last}); [[ a && b ]]`],
])('%s', (text, guarded) => {
  expect(guard(text)).toBe(guarded);
});
