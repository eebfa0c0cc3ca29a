import { expect, test } from 'vitest';
import { guardExits, guardReads } from './guard-commands.ts';

test.each([
  ['read -p "Go on? " answer', 'ask -p "Go on? " answer'],
  ['echo "$(read x)"; IFS=, read -r a b', 'echo "$(ask x)"; IFS=, ask -r a b'],
  ['if ! read x; then a; fi && read', 'if ! ask x; then a; fi && ask'],
  ['read a < f; read b; c | read d', 'read a < f; ask b; c | read d'],
  ['while read -r l; do read x; done < f', 'while read -r l; do read x; done < f'],
  ['while read -r l; do a; done', 'while ask -r l; do a; done'],
  ['f() { while read -r l; do a; done; read b; }', 'f() { while read -r l; do a; done; ask b; }'],
  ['a | { read b; }; (read c)', 'a | { read b; }; (ask c)'],
  ['echo read; cat <<E\nread x\nE\nread y <<< z', 'echo read; cat <<E\nread x\nE\nread y <<< z'],
  ["echo 'read x' # read y", "echo 'read x' # read y"],
])('%s', (text, guarded) => {
  expect(guardReads(text, 'ask')).toBe(guarded);
});

test.each([
  ['a || exit 1; exit', 'a || leave 1; leave'],
  ['f() { exit 3; }; if a; then exit; fi', 'f() { leave 3; }; if a; then leave; fi'],
  [
    '(exit 1); X=$(exit 2); a | while read -r l; do exit 3; done',
    '(exit 1); X=$(exit 2); a | while read -r l; do exit 3; done',
  ],
  ['echo exit; ssh h exit', 'echo exit; ssh h exit'],
])('%s', (text, guarded) => {
  expect(guardExits(text, 'leave')).toBe(guarded);
});
