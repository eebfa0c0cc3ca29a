import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiveOutput } from './live-output.ts';
import { createRedactor } from './redact.ts';

/** Put together here: a whole one in a source would be taken for a leak by whoever scans it. */
const letters = (length: number): string => 'aB3dE5gH7jK9'.repeat(20).slice(0, length);
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(40)}\n-----END RSA PRIVATE KEY-----`;

const SECRETS: readonly (readonly [string, string])[] = [
  ['key of an AWS user', `AKIA${'A2B4'.repeat(4)}`],
  ['key of an AWS session', `ASIA${'A2B4'.repeat(4)}`],
  ['token of GitHub', `ghp_${letters(36)}`],
  ['fine-grained token of GitHub', `github_pat_${letters(22)}_${letters(59)}`],
  ['token of GitLab', `glpat-${letters(20)}`],
  ['token of Slack', `xoxb-123456789012-${letters(24)}`],
  ['webhook of Slack', `https://hooks.slack.com/services/T${letters(8)}/B${letters(8)}/${letters(24)}`],
  ['webhook of Discord', `https://discord.com/api/webhooks/123456789012345678/${letters(60)}`],
  ['key of Stripe', `sk_live_${letters(24)}`],
  ['secret of a webhook', `whsec_${letters(32)}`],
  ['key of OpenAI', `sk-${letters(48)}`],
  ['key of OpenAI, of a project', `sk-proj-${letters(48)}`],
  ['key of Google', `AIza${letters(35)}`],
  ['token of npm', `npm_${letters(36)}`],
  ['key of SendGrid', `SG.${letters(22)}.${letters(43)}`],
  ['token of Vault', `hvs.${letters(24)}`],
  ['token of Pulumi', `pul-${'0a1b2c3d'.repeat(5)}`],
  ['token of a Telegram bot', `123456789:AA${letters(33)}`],
  ['JSON Web Token', `eyJ${letters(20)}.eyJ${letters(20)}.${letters(30)}`],
  ['private key', PEM],
  ['private key of OpenSSH', PEM.replaceAll('RSA', 'OPENSSH')],
  ['private key in JSON', JSON.stringify(PEM).slice(1, -1)],
  ['private key that was cut', PEM.slice(0, 120)],
  ['password of a database', 'postgres://app:p@ss,w0rd@db.internal:5432/app'],
  ['password of a cache', 'rediss://:hunter2@cache.internal:6379/0'],
  ['secret beside its key', `AKIA${'A2B4'.repeat(4)} ${letters(40)}`],
  ['signature of an address', `https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=${'0a1b2c3d'.repeat(8)}&x=1`],
  ['registry of Docker', `{"auths":{"r":{"auth":"${Buffer.from('app:hunter2hunter2').toString('base64')}"}}}`],
  ['password in a log line', JSON.stringify({ message: JSON.stringify({ password: 'hunter2' }) })],
  ['password of mysql', 'mysqldump -u app -phunter2hunter2 shop'],
  ['credentials of curl', 'curl -s -u app:hunter2hunter2 http://h'],
];

/** What makes each of them a secret. */
const CORES = [letters(20), 'A2B4'.repeat(4), '0a1b2c3d'.repeat(5), 'hunter2', 'w0rd', 'YXBwOmh1bnRlcjJodW50ZXIy'];

test.each(SECRETS)('%s is found wherever it stands', (_name, secret) => {
  const redactor = createRedactor();
  for (const text of [
    secret,
    `x=${secret}`,
    `before "${secret}" after`,
    `[${secret}]`,
    JSON.stringify({ a: [secret] }),
  ]) {
    const shown = redactor.text(text);
    expect(shown).toContain('[secret]');
    for (const core of CORES) expect(shown).not.toContain(core);
  }
});

test.each([
  ['commit of git', 'commit 3ee10ff6a9d94c1c8f0b8dfe5bfb3b4c0a1b2c3d'],
  ['digest of an image', 'repo/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  ['UUID', '123e4567-e89b-12d3-a456-426614174000'],
  ['ARN of a task', 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef'],
  ['ARN of a secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/db-AbCdEf'],
  ['ARN of a role', 'arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123456789abcdef'],
  ['id of a task', 'task-0123456789abcdef0123 risk-0123456789abcdef01234 disk-0123456789abcdef01234'],
  ['address', 'https://example.com:8080/a@b?x=1#y'],
  ['address with a question', 'http://h:80?mail=a@b'],
  ['remote of git', 'git@github.com:acme/shop.git ssh://git@github.com:22/acme/shop.git'],
  ['certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
  ['public key', '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----'],
  ['settings of npm', 'npm_config_registry=http://localhost npm_package_name=shop'],
  ['log line', '2026-01-05T12:00:00.000Z INFO sk-1 SG.1 AIza pul-1 GET /v1/users/42 200 12ms'],
  ['options', 'mysql -u app -p shop; curl -u "$USER" h; docker run -p 80:80 nginx'],
  ['pages', '{"NextToken": "eyJ2IjoxfQ==", "nextToken": "abc"}'],
  ['metric', 'CPUUtilization 85.3% of 4096 (p99: 12:34:56)'],
])('%s stays', (_name, text) => {
  expect(createRedactor().text(text)).toBe(text);
});

test('a secret that comes in two chunks is found, wherever it is cut', () => {
  const cases = SECRETS.filter(([name]) => name !== 'private key that was cut');
  fc.assert(
    fc.property(fc.constantFrom(...cases), fc.nat(), fc.nat(), ([, secret], first, second) => {
      const whole = `before\n${secret}\nafter\n`;
      const cuts = [first % whole.length, second % whole.length].sort((a, b) => a - b);
      let shown = '';
      const output = new LiveOutput(createRedactor(), (text) => {
        shown += text;
      });
      for (const [from, to] of [
        [0, cuts[0]],
        [cuts[0], cuts[1]],
        [cuts[1], whole.length],
      ] as const)
        output.write(whole.slice(from, to));
      output.finish(whole);
      for (const core of CORES) expect(shown).not.toContain(core);
      expect(shown).toMatch(/^before\n[\s\S]*\[secret\][\s\S]*\nafter\n$/);
    }),
    { seed: 7, numRuns: 1500 },
  );
});

test.each([['{"name": "DB_PASSWORD",\n "value": "hunter2"}\n'], ['{"db_password":\n "hunter2"}\n']])(
  'a value under its name is found on the next line: %j',
  (whole) => {
    let shown = '';
    const output = new LiveOutput(createRedactor(), (text) => {
      shown += text;
    });
    for (const letter of whole) output.write(letter);
    output.finish(whole);
    expect(shown).toContain('"[secret]"');
  },
);
