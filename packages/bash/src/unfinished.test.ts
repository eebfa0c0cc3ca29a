import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isUnfinished } from './unfinished.ts';

const UNFINISHED = [
  'echo "a',
  "echo 'a\nb",
  "echo $'a",
  'cat <<EOF',
  'cat <<EOF\nhi',
  'cat <<-"E F"\nhi',
  'cat <<A <<B\na\nA\nb',
  'if true; then',
  'if true',
  'if true; then\n  echo a\nelse',
  'for i in 1 2; do echo $i',
  'for i in 1 2',
  'while read -r line; do',
  'until false; do\n  echo',
  'case $1 in',
  'case $1 in\n  a) echo;;',
  'echo a \\',
  'echo a |',
  'true &&',
  'false ||   ',
  'true && # then',
  'echo $(',
  'echo "$(aws x',
  'echo `a',
  'f() {',
  'f()',
  'function f {',
  '{ echo a',
  '( echo a',
  'x=(1 2',
  'function f',
  '(( 1 +',
  'aws ecs list-tasks \\\n  --cluster a \\',
];

const FINISHED = [
  '',
  '  ',
  '# if true; then',
  'echo a',
  'echo a # |',
  'echo "a |"',
  "echo 'it'\\''s'",
  'echo a\\\\',
  'cat <<EOF\nhi\nEOF',
  'cat <<-EOF\n\thi\n\tEOF',
  'if true; then echo a; fi',
  'for i in 1 2; do echo $i; done',
  'f() { echo a; }',
  'aws ecs list-tasks \\\n  --cluster a',
  'echo $((1 + 2))',
  'cat <<< "a"',
  'x=(1 2)',
  'sleep 1 &',
];

/** Wrong, whatever follows. */
const WRONG = ['fi', 'echo )', 'done', '}', 'echo a;;', 'do', 'if true; then echo; fi )'];

test.each(UNFINISHED)('%j goes on', (text) => {
  expect(isUnfinished(text)).toBe(true);
});

test.each([...FINISHED, ...WRONG])('%j is whole', (text) => {
  expect(isUnfinished(text)).toBe(false);
});

test('blanks are words', () => {
  expect(isUnfinished('aws ecs describe-tasks --tasks <task-id>')).toBe(false);
  expect(isUnfinished('echo {{name}} |')).toBe(true);
});

test('bash goes on where this does', ({ skip }) => {
  if (spawnSync('bash', ['--version']).error) skip('there is no bash');
  const isOpen = (text: string): boolean => {
    const { stderr } = spawnSync('bash', ['-n'], { input: `${text}\n`, encoding: 'utf8' });
    return /unexpected end of file|unexpected EOF|delimited by end-of-file/.test(stderr) || /\\$/.test(text);
  };
  const texts = [...UNFINISHED, ...FINISHED, ...WRONG].filter((text) => !/\\\\$/.test(text));
  expect(texts.filter((text) => isOpen(text) !== isUnfinished(text))).toEqual([]);
});
