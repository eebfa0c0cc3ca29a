import { expect, test } from 'vitest';
import { guardAssignments } from './guard-assignments.ts';

test.each([
  ['X=1', '{ :; X=1; }'],
  ['a || X="b c" Y=2 # d', 'a || { :; X="b c" Y=2; } # d'],
  ['if a; then X=1; else X=2; fi', 'if a; then { :; X=1; }; else { :; X=2; }; fi'],
  ['f() { X=$1; }', 'f() { { :; X=$1; }; }'],
  ['case x in a) X=1 ;; esac', 'case x in a) { :; X=1; } ;; esac'],
  ['a[$i]=2; X+=b; X=$((1 + 1)) > f', '{ :; a[$i]=2; }; { :; X+=b; }; { :; X=$((1 + 1)); } > f'],
  ['! X=1 && echo "$(Y=2)"', '! { :; X=1; } && echo "$({ :; Y=2; })"'],
])('%s', (text, guarded) => {
  expect(guardAssignments(text)).toBe(guarded);
});

test.each([
  'X=1 a',
  'export X=1',
  'X=$(a)',
  'X=`a`',
  'A=(1 2); B=1 A=($X)',
  '((X=1)); for ((i=0;i<2;i++)); do a; done',
  'echo X=1; [[ a = b ]]; [ a = b ]',
  "echo 'X=1'\ncat <<E\nX=1\nE",
  '> f X=1',
  'X=$?',
])('left as it is: %s', (text) => {
  expect(guardAssignments(text)).toBe(text);
});
