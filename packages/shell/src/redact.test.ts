import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from './redact.ts';
import { handlerOf, open, shell } from './test-kit.ts';

test('a registered secret is removed in every form in which it comes back', () => {
  const redactor = createRedactor();
  redactor.add(`p"a's\\s w&rd`);
  const forms = [
    `p"a's\\s w&rd`,
    JSON.stringify({ x: `p"a's\\s w&rd` }),
    encodeURIComponent(`p"a's\\s w&rd`),
    Buffer.from(`p"a's\\s w&rd`).toString('base64'),
    `'p"a'\\''s\\s w&rd'`,
  ];
  for (const form of forms) expect(redactor.text(`<${form}>`)).toContain('[secret]');
  expect(redactor.text(forms.join(' '))).not.toMatch(/rd/);
});

test('the lines of a secret are secrets, white space is none, and the longest wins', () => {
  const redactor = createRedactor();
  for (const secret of ['first-line-1\nsecond-line-2', ' ', '', 'abcd', 'abcdefgh']) redactor.add(secret);
  expect(redactor.text('a second-line-2 b abcdefgh c')).toBe('a [secret] b [secret] c');
});

test.each([
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA[secret]'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'aws_secret_access_key = [secret]'],
  ['postgres://app:hunter2@db:5432/x', 'postgres://app:[secret]@db:5432/x'],
  ['redis://:hunter2@cache:6379', 'redis://:[secret]@cache:6379'],
  ["curl -H 'Authorization: Bearer abc.def'", "curl -H 'Authorization: Bearer [secret]'"],
  ['redis-cli -h h -a hunter2 ping', 'redis-cli -h h -a [secret] ping'],
  ["mysql --password 'hunter 2' x", 'mysql --password [secret] x'],
  ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=[secret] psql'],
  ["curl -H 'X-Api-Key: abc123'", "curl -H 'X-Api-Key: [secret]'"],
  ['Set-Cookie: sid=abc; Path=/', 'Set-Cookie: [secret]'],
  ['{"password":"hunter2","user":"app"}', '{"password":"[secret]","user":"app"}'],
  ['{"name":"DB_PASSWORD","value":"hunter2"}', '{"name":"DB_PASSWORD","value":"[secret]"}'],
  ['Variables={DB_PASSWORD=hunter2,LOG=info}', 'Variables={DB_PASSWORD=[secret],LOG=info}'],
  ['host=db user=app password=hunter2', 'host=db user=app password=[secret]'],
  ['user=app&api_key=hunter2&x=1', 'user=app&api_key=[secret]&x=1'],
  ["ALTER USER app WITH PASSWORD 'hunter2'", "ALTER USER app WITH PASSWORD '[secret]'"],
  ['{"NextToken": "abc"}', '{"NextToken": "abc"}'],
  ['nextToken=abc max_tokens=5 secret-arn=x', 'nextToken=abc max_tokens=5 secret-arn=x'],
  ['password=$DB_PASSWORD token=<token>', 'password=$DB_PASSWORD token=<token>'],
  ['https://example.com:8080/a@b', 'https://example.com:8080/a@b'],
  ['ls -a folder', 'ls -a folder'],
])('the well-known shape in %s', (text, expected) => {
  expect(createRedactor().text(text)).toBe(expected);
});

test('a password among the arguments is registered', () => {
  const redactor = createRedactor();
  expect(redactor.argv('redis-cli', ['-a', 'hunter2', 'ping'])).toEqual(['-a', '[secret]', 'ping']);
  expect(redactor.argv('x', ['--token=abc123', '-a', 'b'])).toEqual(['--token=[secret]', '-a', 'b']);
  expect(redactor.text('hunter2 abc123')).toBe('[secret] [secret]');
});

test.each([
  ['redis-cli', ['AUTH', 'hunter2']],
  ['redis-cli', ['CONFIG', 'SET', 'requirepass', 'hunter2']],
  ['curl', ['-su', 'me:hunter2', 'http://h']],
  ['curl', ['--user', 'me:hunter2', 'http://h']],
  ['curl', ['-b', 'session=hunter2', 'http://h']],
  ['curl', ['--oauth2-bearer', 'hunter2', 'http://h']],
  ['aws', ['ssm', 'put-parameter', '--type', 'SecureString', '--value', 'hunter2', '--name', 'n']],
])('where %s takes its password, it is registered before anything is shown: %s', (program, argv) => {
  const redactor = createRedactor();
  expect(redactor.argv(program, argv).join(' ')).not.toContain('hunter2');
  expect(redactor.text('again hunter2')).toBe('again [secret]');
});

const secret = fc
  .stringMatching(/^[A-Za-z0-9"'$\\ !/+=-]{4,24}$/)
  .filter((text) => text.trim().length >= 4 && !'[secret]'.includes(text.trim()));

test('a registered secret leaks through no text', () => {
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.array(fc.string()), (secrets, noise) => {
      const redactor = createRedactor();
      for (const one of secrets) redactor.add(one);
      const shown = redactor.text([...noise, ...secrets, ...noise, JSON.stringify(secrets)].join('|'));
      for (const one of secrets) expect(shown).not.toContain(one);
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('a registered secret leaks through no sink of a session', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(secret, async (value) => {
      const aws = handlerOf(
        'aws',
        async ({ argv }, { live }) => {
          const stdout = argv[0] === 'show' ? `${value}\n` : `a ${value} b\n`;
          live(stdout.slice(0, 4));
          live(stdout.slice(4));
          return { exitCode: 1, stdout, stderr: `! ${value}\n`, ...(argv[0] === 'show' ? { secrets: [value] } : {}) };
        },
        {
          preview: async () => ({ text: `→ ${value}`, scale: { resource: `${value} tasks`, from: 1, to: 2 } }),
        },
      );
      const { session, events, requests, output } = await open([aws]);
      const first = await session.run(shell('P=$(aws show x 2>/dev/null)'));
      const rest = await session
        .run(shell('aws get "$P"\naws set "$P"\necho "$P" | tee /dev/stderr\nset -x\n: "$P"\nset +x\n"$P"'))
        .catch((error: unknown) => [String(error), error]);
      await session.close();
      const shown = requests.map(({ command, preview, blastRadius }) => [command, preview, blastRadius]);
      expect([...strings([first, rest, events, output, shown])].filter((text) => text.includes(value.trim()))).toEqual(
        [],
      );
    }),
    { seed: 42, numRuns: 25 },
  );
});

function* strings(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* strings(inner);
}

const later = { stepId: 'step', stream: 'stdout' } as const;

test('what a reveal prints is shown when it has ended, when it is known to be a secret', async () => {
  const shown: number[] = [];
  const aws = handlerOf('aws', async (_call, { live }) => {
    live('hunter2hunter2\n');
    shown.push(output.length);
    return { exitCode: 0, stdout: 'hunter2hunter2\n', stderr: '' };
  });
  const { session, output } = await open([aws]);
  await session.run(shell('aws show x'));
  await session.close();
  expect([shown, output]).toEqual([[0], [{ ...later, text: '[secret]\n' }]]);
});

test('a read is shown line by line while it runs', async () => {
  const shown: unknown[] = [];
  const aws = handlerOf('aws', async (_call, { live }) => {
    live('one\ntw');
    shown.push(...output);
    return { exitCode: 0, stdout: 'one\ntwo\n', stderr: '' };
  });
  const { session, output } = await open([aws]);
  await session.run(shell('aws get x'));
  await session.close();
  expect(shown).toEqual([{ ...later, text: 'one\n' }]);
  expect(output.at(-1)).toEqual({ ...later, text: 'two\n' });
});

test('an error that holds a secret has no cause that holds it', async () => {
  const aws = handlerOf('aws', async () => {
    throw new TypeError('no connection as app:hunter2hunter2');
  });
  const { session, redactor } = await open([aws]);
  redactor.add('hunter2hunter2');
  const error: unknown = await session.run(shell('aws set x')).catch((thrown: unknown) => thrown);
  await session.close();
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('hunter2');
  expect(error).toMatchObject({ code: 'COMMAND_INTERRUPTED' });
});
