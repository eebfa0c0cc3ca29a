import { expect, test } from 'vitest';
import { nameOfArn, principalOf } from './same-person.ts';

const STS = 'arn:aws:sts::123456789012:';

test.each([
  ['arn:aws:iam::123456789012:user/ada', 'ada'],
  ['arn:aws:iam::123456789012:user/teams/ops/ada', 'ada'],
  ['arn:aws:iam::123456789012:root', 'root'],
  [`${STS}assumed-role/on-call/ada`, 'on-call/ada'],
  [`${STS}federated-user/ada`, 'ada'],
])('%s is called %s', (arn, name) => {
  expect(nameOfArn(arn)).toBe(name);
});

test('a session is its role, in its account', () => {
  expect(principalOf(`${STS}assumed-role/on-call/ada`)).toBe(principalOf(`${STS}assumed-role/on-call/grace`));
  expect(principalOf(`${STS}assumed-role/on-call/ada`)).not.toBe(principalOf(`${STS}assumed-role/other/ada`));
  expect(principalOf(`${STS}assumed-role/on-call/ada`)).not.toBe(
    principalOf('arn:aws:sts::210987654321:assumed-role/on-call/ada'),
  );
});

test('a session of Identity Center is its user, in all accounts', () => {
  const ada = `${STS}assumed-role/AWSReservedSSO_Admin_0a1b/ada@example.com`;
  expect(principalOf(ada)).toBe(
    principalOf('arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_Read_2c3d/ada@example.com'),
  );
  expect(principalOf(ada)).not.toBe(principalOf(ada.replace('ada@', 'grace@')));
});
