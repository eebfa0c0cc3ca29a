import { expect, test } from 'vitest';
import { guardTargets } from './guard-targets.ts';

test.each([
  ['a > f', 'a > "$(check $? f)"'],
  ['a > f-$(date +%F).sql; b', 'a > "$(check $? f-$(date +%F).sql)"; b'],
  ['a >>`date`', 'a >>"$(check $? `date`)"'],
  ['a &> "$X/y z" 2>&1', 'a &> "$(check $? "$X/y z")" 2>&1'],
  ['(a >| x$(b)y) z', '(a >| "$(check $? x$(b)y)") z'],
  ['a < $(b > $(c))', 'a < "$(check $? $(b > "$(check $? $(c))"))"'],
  ['cat > ~/r <<E\n$(e > f)\nE', 'cat > "$(check $? ~/r)" <<E\n$(e > "$(check $? f)")\nE'],
  ['X=$(a 2>e)', 'X=$(a 2>"$(check $? e)")'],
  ['a <> f', 'a <> "$(check $? f)"'],
])('%s', (text, guarded) => {
  expect(guardTargets(text, 'check')).toBe(guarded);
});

test.each([
  'a < f $(c)',
  'a 2>/dev/null >/dev/null',
  'a $(b) >&2 2>&-',
  'a >& $fd',
  'cat <<< $(a)',
  'diff <(a) >(b)',
  'a 2>&1 | b $(c)',
  "echo '> a'",
  'x=$(a) # > b',
  '(( a > b )); echo $((c > d))',
  "cat <<'E'\n> $(a > b)\nE",
])('left as it is: %s', (text) => {
  expect(guardTargets(text, 'check')).toBe(text);
});
