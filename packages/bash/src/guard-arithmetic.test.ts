import { Bash } from 'just-bash';
import { expect, test } from 'vitest';
import { guardArithmetic } from './guard-arithmetic.ts';

test.each([
  ['aws --n $((COUNT + 2))', 'aws --n $(check COUNT)$((COUNT + 2))'],
  [`echo "$(( \${A} + $B ))"`, `echo "$(check A B)$(( \${A} + $B ))"`],
  ['((n = COUNT))', '{ check COUNT; ((n = COUNT)); }'],
  ['echo $(( $((A + 1)) + B ))', 'echo $(check A B)$(( $((A + 1)) + B ))'],
])('%s', (text, expected) => {
  expect(guardArithmetic(text, 'check')).toBe(expected);
});

test.each([
  'echo $((1 + 2))',
  "echo '$((A))'",
  `echo $((\${A:-1} + 1))`,
  'for ((i=0;i<n;i++)); do :; done',
  'echo $((X = 1, X + 1))',
  'a[$((i + 1))]=2',
  '# $((A))',
])('%s stays as it is', (text) => {
  expect(guardArithmetic(text, 'check')).toBe(text);
});

test('a guarded text does what the text does', async () => {
  const text =
    'A=2; B=3; echo $((A + B)) "$((A * $B))"; if ! ((A > B)); then echo less; fi; while ((A < 5)); do ((A += 1)); done; echo $A; X=$((A % 2))$((B))y; echo $X';
  const [plain, guarded] = await Promise.all(
    [text, guardArithmetic(text, 'true')].map((script) => new Bash().exec(script)),
  );
  expect(guarded?.stdout).toBe(plain?.stdout);
  expect(plain?.stdout).toBe('5 6\nless\n5\n13y\n');
});
