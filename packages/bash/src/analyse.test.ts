import { expect, test } from 'vitest';
import { analyseShell } from './analyse.ts';
import { withoutCarriers } from './commands.ts';

const programs = (text: string): string[] =>
  analyseShell(text).commands.map(({ program, argv }) => [program, ...argv].join(' '));

test('a command has its words, what is not known of them, and its line', () => {
  const [command] = analyseShell(
    '\naws ecs update-service --cluster "$CLUSTER" \\\n --service svc-<task-id> --desired-count $((CURRENT_COUNT + 2)) --query \'a[0]\'',
  ).commands;
  expect(command).toEqual({
    program: 'aws',
    programUnresolved: false,
    argv: [
      'ecs',
      'update-service',
      '--cluster',
      '$CLUSTER',
      '--service',
      'svc-<task-id>',
      '--desired-count',
      '$((CURRENT_COUNT + 2))',
      '--query',
      'a[0]',
    ],
    unresolved: new Set([3, 5, 7]),
    text: `aws ecs update-service --cluster "$CLUSTER" --service svc-<task-id> --desired-count $((CURRENT_COUNT + 2)) --query 'a[0]'`,
    line: 2,
    parameters: ['CLUSTER', 'task-id', 'CURRENT_COUNT'],
    stdin: null,
    carriesNext: false,
  });
});

test.each([
  ['X=$(aws a $(aws b))', ['aws a $(aws b)', 'aws b']],
  ['aws a | jq .x; (aws b) && { aws c; }', ['aws a', 'jq .x', 'aws b', 'aws c']],
  ['for i in $(aws a); do aws b; done; while aws c; do aws d; done', ['aws a', 'aws b', 'aws c', 'aws d']],
  ['if aws a; then aws b; elif aws c; then aws d; else aws e; fi', ['aws a', 'aws b', 'aws c', 'aws d', 'aws e']],
  ['case $(aws a) in x) aws b;; esac; f() { aws c; }', ['aws a', 'aws b', 'aws c']],
  ['cat <(aws a) <<E\n$(aws b)\nE', ['cat <(aws a)', 'aws a', 'aws b']],
  [
    `echo $(( $(aws a) + 1 )) "\${X:-$(aws b)}" \`aws c\``,
    [`echo $(($(aws a) + 1)) \${X:-$(aws b)} \`aws c\``, 'aws a', 'aws b', 'aws c'],
  ],
  ["bash -c 'aws a; aws b'", ['bash -c aws a; aws b', 'aws a', 'aws b']],
  ['xargs -n 1 -I {} aws a {}', ['xargs -n 1 -I {} aws a {}', 'aws a {}']],
  ['env -u X A=1 aws a', ['env -u X A=1 aws a', 'aws a']],
  ['timeout -k 5 10 command aws a', ['timeout -k 5 10 command aws a', 'command aws a', 'aws a']],
  ['find . -exec aws a {} \\; -exec aws b {} +', ['find . -exec aws a {} ; -exec aws b {} +', 'aws a {}', 'aws b {}']],
  ['sudo -u x /usr/bin/aws a', ['sudo -u x /usr/bin/aws a', 'aws a']],
  ['sudo -iu x', ['sudo -iu x']],
  ['sudo -iu x aws a', ['sudo -iu x aws a', 'aws a']],
  ['command -v aws', ['command -v aws']],
  ["watch -n 5 'aws a | jq .'", ['watch -n 5 aws a | jq .', 'aws a', 'jq .']],
])('commands of %s', (text, expected) => {
  expect(programs(text)).toEqual(expected);
});

test('what only carries another command is that command, with the words and blanks of both', () => {
  const found = withoutCarriers(
    analyseShell('sudo -u $A timeout 5 aws b $C\nfind . -exec aws a {} +\nsudo -i\nsh -c "aws d"').commands,
  );
  expect(found.map(({ program, text, parameters }) => [program, text, ...parameters])).toEqual([
    ['aws', 'sudo -u $A timeout 5 aws b $C', 'A', 'C'],
    ['find', 'find . -exec aws a \\{\\} +'],
    ['aws', 'aws a \\{\\}'],
    ['sudo', 'sudo -i'],
    ['sh', 'sh -c "aws d"'],
    ['aws', 'aws d'],
  ]);
});

test('a name that depends on the session is not resolved', () => {
  expect(analyseShell('$CMD a').commands[0]).toMatchObject({ program: '$CMD', programUnresolved: true });
  expect(analyseShell('\\aws a').commands[0]).toMatchObject({ program: 'aws', programUnresolved: false });
});

test('static input is known', () => {
  const stdin = (text: string): string | null | undefined => analyseShell(text).commands[0]?.stdin;
  expect(stdin("psql <<'E'\nselect $1;\nE")).toBe('select $1;\n');
  expect(stdin('psql <<< "select 1"')).toBe('select 1\n');
  expect(stdin('psql <<E\nselect $X;\nE')).toBeNull();
});

test('lines hold behind a loop and behind line ends inside of a substitution', () => {
  const text = 'for i in a; do\naws b\ndone | sort |\n uniq\naws c $(\n aws d\n aws e \\\n f\n) | jq .';
  expect(analyseShell(text).commands.map(({ program, argv, line }) => [program, argv[0], line])).toEqual([
    ['aws', 'b', 2],
    ['sort', undefined, 3],
    ['uniq', undefined, 4],
    ['aws', 'c', 5],
    ['aws', 'd', 6],
    ['aws', 'e', 7],
    ['jq', '.', 9],
  ]);
});

test('lines hold in arithmetic', () => {
  const text = 'a\nb \\\n  --from $(($(date +%s) - 3600))000 \\\n  --to 1';
  expect(analyseShell(text).commands.map(({ program, line }) => [program, line])).toEqual([
    ['a', 1],
    ['b', 2],
    ['date', 3],
  ]);
});

test('lines hold in nested and multi-line commands', () => {
  const text =
    '# aws a\naws a \\\n  x $(aws b) \\\n  $(aws c |\n   aws d)\n\nif aws e; then\n  # aws f\n  aws f\nfi\ncat <<E\n$(aws g)\nE';
  const found = analyseShell(text).commands.map(({ argv, line, program }) => [
    program === 'cat' ? 'cat' : argv[0],
    line,
  ]);
  expect(found).toEqual([
    ['a', 2],
    ['b', 3],
    ['c', 4],
    ['d', 5],
    ['e', 7],
    ['f', 9],
    ['cat', 11],
    ['g', 12],
  ]);
});

const uses = (text: string): string[] =>
  analyseShell(text).uses.map(
    ({ spelling, line, arithmetic, hasDefault }) =>
      `${spelling}@${line}${arithmetic ? ' arithmetic' : ''}${hasDefault ? ' default' : ''}`,
  );

test.each([
  ['A=1\necho $A $B', ['$B@2']],
  ['export A=$B; echo $A', ['$B@1']],
  ['for i in $L; do echo $i; done; while read -r a b; do echo $a $b; done < f', ['$L@1']],
  ['f() { local x=$1; echo $x $Y $LATER; }\nLATER=1\nf', ['$Y@1']],
  ['(A=1); echo $A', ['$A@1']],
  ['echo x | read A; echo $A', ['$A@1']],
  ['A=1 aws $A; echo $A', ['$A@1', '$A@1']],
  [`echo $((N + \${M} + $K))`, ['N@1 arithmetic', '$M@1 arithmetic', '$K@1 arithmetic']],
  ['((i++)); ((j = 0)); ((j++)); for ((k=0;k<n;k++)); do :; done', ['i@1 arithmetic', 'n@1 arithmetic']],
  [`echo \${A:-1} \${B:=2} $B \${C:?no} \${D+x}`, ['$A@1 default', '$B@1 default', '$C@1', '$D@1 default']],
  ['[[ COUNT -gt 5 ]]; let x=y+1', ['COUNT@1 arithmetic', 'y@1 arithmetic']],
  [`echo $1 $@ $? $HOME $PWD \${#} $$`, []],
  [`a=(1 2); echo \${a[i]} \${a[@]}; declare -A m; echo \${m[key]}`, ['i@1 arithmetic']],
  ['mapfile -t L < f; printf -v P x; echo $L $P; unset P; echo $P', ['$P@1']],
  ["echo '$A' \\$B", []],
  ['echo "$(echo $A)"', ['$A@1']],
])('readings before assignments in %s', (text, expected) => {
  expect(uses(text)).toEqual(expected);
});

test('assignments, functions and redirections', () => {
  const text = 'export A="x y"\nB=$(aws b)\nf() { local C=1; }\nB=2 aws c > out.txt 2>&1 < "$IN"\nD=1; export D';
  const analysis = analyseShell(text);
  expect(analysis.assignments).toEqual([
    { name: 'A', line: 1, value: 'x y', exported: true },
    { name: 'B', line: 2, value: '$(aws b)', exported: false },
    { name: 'D', line: 5, value: '1', exported: true },
  ]);
  expect(analysis.functions).toEqual(['f']);
  expect(analysis.redirections).toEqual([
    { line: 4, operator: '>', target: 'out.txt' },
    { line: 4, operator: '<', target: '$IN' },
  ]);
});

test.each([
  ['a & b', 'background &'],
  ['echo $RANDOM', '$RANDOM'],
  ['echo $((SECONDS))', '$SECONDS'],
  ['echo $EPOCHSECONDS', '$EPOCHSECONDS'],
  ['echo > /dev/tcp/h/1', '/dev/tcp/h/1'],
  ['wait %1', 'wait %1'],
  ['exec aws a', 'exec aws'],
  ['exec >>f', 'exec'],
  ['echo $((1<<40))', 'arithmetic <<'],
  ['read -p x Y', 'read -p'],
  ["trap 'x' ERR", 'trap x'],
  ["(trap 'x' EXIT)", 'trap x'],
  ['nohup a', 'nohup a'],
  ['echo a | xargs -L1 b', 'xargs -L1'],
  ['X=2 b --x=$X', 'X=… $X'],
  ['declare -A M=([k]="v w")', 'M=(…)'],
  ['local -a M=(a [2]=$(b))', 'M=(…)'],
  ['declare -a M=($(b))', 'M=(…)'],
  ['declare -a M=(a $X)', 'M=(…)'],
  ['declare -a M=("$(b)")', 'M=(…)'],
  ['b */', '*/'],
  ['b {1..20000}', 'a range of more than 10000'],
  ['set -e; f() { b; }; f || c', 'set -e with f in a list'],
  ['set -euo pipefail; ! { b; c; }', 'set -e with { … } in a list'],
  ['set -o errexit; (b; c) && d', 'set -e with ( … ) in a list'],
  ['for d in a/*/; do b $d; done', 'a/*/'],
  ['a | while read -r x; do ssh $x b; done', 'ssh $x'],
  ['while read x; do y=$(cat); done < f', 'cat'],
  ['b "$_"', '$_'],
  ['set +u', 'set +u'],
  ['PATH=/x a', 'PATH='],
  ['cat <<E\nx', 'here-document <<E'],
])('%s is a hazard', (text, construct) => {
  expect(analyseShell(text).hazards).toMatchObject([{ construct, line: 1 }]);
});

test.each([
  'a && b',
  'echo x | read Y',
  'while read -r x; do :; done < f',
  'read X <<< y',
  'wait',
  'xargs -n1 -I{} b',
  'set -e; f() { b; }; b || f; if f; then c; fi; f; x=$(f) || { c; d; }; (b) || c',
  'f() { b; }; f || c; ! { b; }',
  'while read x; do ssh $x b < /dev/null; ssh -n $x; echo $x | cat; cat $x; jq . f; done < f',
  `case x in */) a ;; esac; b s3://c/*/ \${X%*/}`,
  'set -eu',
  `declare -a M=('a b' c); declare -A N=([a]=1); declare -A O; O=([k]="v w")`,
  'a 2>&1',
  'a &> f',
  'env A=1 b',
  'echo $((1 + 2))',
])('%s is no hazard', (text) => {
  expect(analyseShell(text).hazards).toEqual([]);
});

test('what stands before a syntax error is analysed', () => {
  const analysis = analyseShell('aws a\nif b\n<x> (');
  expect(analysis.error).toMatchObject({ line: 2 });
  expect(analysis.commands).toHaveLength(1);
});
