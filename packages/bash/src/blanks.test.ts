import fc from 'fast-check';
import { parse } from 'just-bash';
import { expect, test } from 'vitest';
import { fillBlanks, maskBlanks, replaceBlanks } from './blanks.ts';

const spellings = (text: string): string[] => maskBlanks(text).blanks.map(({ spelling }) => spelling);

test.each([
  ['aws ecs describe-tasks --tasks <task-id>', ['<task-id>']],
  ['docker push <ecr-repo>:v1.2.3', ['<ecr-repo>']],
  ['sq.rb kill <WORKER NAME> --dry-run', ['<WORKER NAME>']],
  ['redis-cli client kill <ip:port>', ['<ip:port>']],
  ['aws s3 cp s3://b/<path> <dir>/x.<ext>', ['<path>', '<dir>', '<ext>']],
  ['psql -c "SELECT pg_cancel_backend(<pid>)"', ['<pid>']],
  ["curl -H 'Authorization: Bearer <new-token>'", ['<new-token>']],
  ['cat <<EOF\n{"id": "<user-id>"}\nEOF', ['<user-id>']],
  ['echo "$(aws get <id>)"', ['<id>']],
  ['steady {{cluster}} {{ task_id }}', ['{{cluster}}', '{{ task_id }}']],
])('blanks of %s', (text, expected) => {
  expect(spellings(text)).toEqual(expected);
});

test.each([
  'sort <in >out',
  'sort <in>out',
  'sort <in>$OUT',
  'sort <in>>log',
  'while read x; do :; done <in 2>/dev/null',
  'cat <<EOF\nx\nEOF',
  'cat <<-"EOF" >out\nx\nEOF',
  'diff <(ls a) <(ls b)',
  'cmd <&3 >&4',
  'cat <<<word >out',
  'echo $((1<2)) $((a<b))',
  '[[ a < b ]]',
  "grep -P '(?<year>\\d+)'",
  "echo '<p>text</p> <br/> <b>'",
  'echo "a < b > c"',
  '# aws get <id>',
  'aws get # <id>',
  "docker ps --format '{{.Names}} {{json .X}} {{end}}'",
  '> INFO memory',
  'a <b;c>d',
])('no blanks in %s', (text) => {
  expect(spellings(text)).toEqual([]);
});

test('a blank has its name, line and offset', () => {
  const text = 'aws a \\\n  --task <task-id>';
  expect(maskBlanks(text).blanks).toEqual([{ name: 'task-id', spelling: '<task-id>', offset: 17, line: 2 }]);
});

test('a filled blank is one word wherever it stands', () => {
  const values = new Map([['x', `it's "a" $b \`c\``]]);
  expect(fillBlanks('echo a<x>b', values)).toBe(`echo a'it'\\''s "a" $b \`c\`'b`);
  expect(fillBlanks('echo "a <x>"', values)).toBe('echo "a it\'s \\"a\\" \\$b \\`c\\`"');
  expect(fillBlanks("echo 'a <x>'", values)).toBe(`echo 'a it'\\''s "a" $b \`c\`'`);
  expect(fillBlanks('cat <<E\n<x> <y>\nE', values)).toBe(`cat <<E\nit's "a" \\$b \\\`c\\\` <y>\nE`);
  expect(fillBlanks("cat <<'E'\n<x>\nE", values)).toBe(`cat <<'E'\nit's "a" $b \`c\`\nE`);
});

test('a mask keeps length and lines, and nothing but the blanks changes', () => {
  const fragments = [
    'echo ',
    '<task-id>',
    '<a b>',
    '"',
    "'",
    ' ',
    '\n',
    '$(',
    ')',
    '`',
    '<<E\n',
    'E\n',
    '{{x}}',
    '<in >out',
    '\\',
    '#',
    '((',
    '<',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...fragments)), (parts) => {
      const text = parts.join('');
      const { text: masked, blanks } = maskBlanks(text);
      expect(masked).toHaveLength(text.length);
      for (const { offset, spelling } of blanks) expect(text.slice(offset, offset + spelling.length)).toBe(spelling);
      const inBlank = new Set(blanks.flatMap(({ offset, spelling }) => [...spelling].map((_, i) => offset + i)));
      for (let i = 0; i < text.length; i += 1) if (!inBlank.has(i)) expect(masked[i]).toBe(text[i]);
    }),
    { seed: 42, numRuns: 500 },
  );
});

test('a masked blank is part of one word', () => {
  const name = fc
    .stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,12}$/)
    .filter((text) => !/^(a|b|p|i|em|br|h1|h2|h3|li|ol|td|th|tr|ul)$/i.test(text));
  fc.assert(
    fc.property(name, (blank) => {
      const { text } = maskBlanks(`echo x/<${blank}>/y`);
      const command = parse(text).statements[0]?.pipelines[0]?.commands[0];
      expect(command).toMatchObject({
        type: 'SimpleCommand',
        redirections: [],
        args: [{ parts: [{ type: 'Literal' }] }],
      });
    }),
    { seed: 42 },
  );
});

test('replaceBlanks says in which quotes a blank stands, and leaves those for which it is given nothing', () => {
  const text = `a <x> "<x>" '<x>' <y>\ncat <<E <<'R'\n<x>\nE\n<x>\nR\n`;
  const found: string[] = [];
  const replaced = replaceBlanks(text, ({ name, line }, quoting) => {
    found.push(`${name} ${line} ${quoting}`);
    return name === 'x' ? quoting : null;
  });
  expect(found).toEqual(['x 1 bare', 'x 1 double', 'x 1 single', 'y 1 bare', 'x 3 body', 'x 5 raw']);
  expect(replaced).toBe(`a bare "double" 'single' <y>\ncat <<E <<'R'\nbody\nE\nraw\nR\n`);
});
