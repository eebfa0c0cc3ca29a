import { expect, test } from 'vitest';
import { guardWords } from './guard-words.ts';

const guard = (text: string): string => guardWords(text, { run: 'run', operand: 'op' });

test.each([
  ['$CMD x', 'run $CMD x'],
  ['f() { "$@" 2>&1; }', 'f() { run "$@" 2>&1; }'],
  [`A=1 "\${C[@]}" end | b`, `A=1 run "\${C[@]}" end | b`],
  ['if ! $(pick) a; then `x` b; fi', 'if ! run $(pick) a; then run `x` b; fi'],
  ['echo "$( $X y )"', 'echo "$( run $X y )"'],
  ['[ "$N" -eq 0 ] && a', '[ "$(op "$N")" -eq 0 ] && a'],
  [`if [ $(a | b) -gt "\${M}" ]; then`, `if [ "$(op $(a | b))" -gt "$(op "\${M}")" ]; then`],
  ['test 1 -lt $N', 'test 1 -lt "$(op $N)"'],
  [`[ "\${N:-0}" -ge 3 ]`, `[ "$(op "\${PWD:0:0}\${N:-0}")" -ge 3 ]`],
  [`a "\${N:-x}" "\${N+y}"`, `a "\${PWD:0:0}\${N:-x}" "\${PWD:0:0}\${N+y}"`],
  ['case $X in $A) $B c ;; d) $E ;; esac; $F g', 'case $X in $A) run $B c ;; d) run $E ;; esac; run $F g'],
  ['A=($("$X" $Y; $Z a))', 'A=($("$X" $Y; run $Z a))'],
  ['a <<E\n$($X)\nE', 'a <<E\n$(run $X)\nE'],
])('%s', (text, expected) => {
  expect(guard(text)).toBe(expected);
});

test.each([
  '"$X" a',
  `"\${X}/bin/y" a`,
  'a $X "$@"',
  'X=$CMD',
  'A=($X $(b) "$@"); A+=($Y)',
  'case x in\n  $A | "$@") b ;;\n  $B) c $D ;;\nesac',
  'for x in $A; do a; done',
  `[ $? -eq 0 ] || [ $# -lt 2 ] || [ \${#A} -gt 1 ]`,
  '[ "$A" = "$B" ]',
  '[[ $A -eq 0 ]]',
  `echo -eq $X "a\${N:-x}" \${N:-x}`,
  '# $X\n\'$X\' "x$X"',
  'a &> "$X"; a 2>&1 $X',
  "cat <<'E'\n$X y\nE",
])('left as it is: %s', (text) => {
  expect(guard(text)).toBe(text);
});
