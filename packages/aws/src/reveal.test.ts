import { parseCommand } from '@steadyhand/aws-catalog';
import { expect, test } from 'vitest';
import { shownSecrets } from './reveal.ts';
import { addSecret } from './secrets.ts';

const url = 'postgres://chat:c0rrect-horse@shop-dev-db.abc.us-east-1.rds.amazonaws.com:5432/chat';

function secretsOf(value: string, shown: object): readonly string[] {
  const secrets = new Set<string>();
  addSecret(value, secrets);
  const parsed = parseCommand(['ecs', 'describe-task-definition', '--task-definition', 'x']);
  if (!parsed) throw new Error('the command was not parsed');
  return shownSecrets(parsed, secrets, [shown as never]);
}

test('the host of an address with a password is no secret, wherever else it stands', () => {
  const secrets = secretsOf(url, { family: 'shop-dev', host: 'shop-dev-db.abc.us-east-1.rds.amazonaws.com' });
  expect(secrets).toEqual([url]);
});

test('the password of an address is a secret by itself', () => {
  expect(secretsOf(url, { password: 'c0rrect-horse' })).toEqual([url, 'c0rrect-horse']);
});

test('a piece that a query cut out of another secret is one', () => {
  expect(secretsOf('top-secret-token', { piece: 'secret-token' })).toContain('secret-token');
});
