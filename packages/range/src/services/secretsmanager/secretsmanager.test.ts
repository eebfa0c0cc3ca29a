import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../testing/fixture-range.ts';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { createSecretsManager, type SecretsManager } from './secretsmanager.ts';

let secrets: SecretsManager;
let server: WireServer;
let client: SecretsManagerClient;
let clock: ManualClock;

beforeEach(async () => {
  clock = manualClock('2026-11-21T21:00:00Z');
  secrets = createSecretsManager({
    clock,
    account: '123456789012',
    region: 'eu-west-1',
    secrets: [
      { name: 'chat-dev/redis-auth', value: 'one' },
      { name: 'chat-dev/jwt', value: 'two' },
    ],
  });
  server = await startWireServer({ services: [secrets.service], clock, account: '123456789012' });
  client = new SecretsManagerClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

const SecretId = 'chat-dev/redis-auth';

test('a new value is current, the old one previous, the one before it gone from the stages', async () => {
  for (const SecretString of ['new', 'newest']) {
    await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  }
  const text = async (VersionStage?: string) =>
    (await client.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
  expect([await text(), await text('AWSPREVIOUS')]).toEqual(['newest', 'new']);
  expect(secrets.value(SecretId)).toBe('newest');
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: secrets.arn(SecretId) }));
  expect(Object.values(VersionIdsToStages ?? {})).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
  await expect(text('AWSPENDING')).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test('binary secrets, filters by name, and a name that is taken', async () => {
  const SecretBinary = new Uint8Array([0, 255, 7]);
  await client.send(new CreateSecretCommand({ Name: 'other/key', SecretBinary }));
  const { SecretBinary: read } = await client.send(new GetSecretValueCommand({ SecretId: 'other/key' }));
  expect(read).toEqual(SecretBinary);
  const list = await client.send(new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['chat-dev/'] }] }));
  expect(list.SecretList?.map((s) => s.Name)).toEqual(['chat-dev/redis-auth', 'chat-dev/jwt']);
  const creating = client.send(new CreateSecretCommand({ Name: 'other/key' }));
  await expect(creating).rejects.toBeInstanceOf(ResourceExistsException);
});

async function textOf(VersionStage?: string): Promise<string | undefined> {
  return (await client.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
}

test('stages are moved from one version to another, and never taken from the current one alone', async () => {
  const { VersionId: pending } = await client.send(
    new PutSecretValueCommand({ SecretId, SecretString: 'next', VersionStages: ['AWSPENDING'] }),
  );
  expect([await textOf(), await textOf('AWSPENDING')]).toEqual(['one', 'next']);
  const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
  const current = Versions.find(({ VersionStages }) => VersionStages?.includes('AWSCURRENT'))?.VersionId;
  const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: pending };
  await expect(client.send(new UpdateSecretVersionStageCommand(move))).rejects.toThrow('RemoveFromVersionId');
  await client.send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: current }));
  expect([await textOf(), await textOf('AWSPREVIOUS')]).toEqual(['next', 'one']);
  const remove = { SecretId, VersionStage: 'AWSCURRENT', RemoveFromVersionId: pending };
  await expect(client.send(new UpdateSecretVersionStageCommand(remove))).rejects.toThrow('different secret version');
});

test('a deleted secret can be restored until its window is over', async () => {
  await client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
  await expect(textOf()).rejects.toBeInstanceOf(InvalidRequestException);
  const listed = async () => (await client.send(new ListSecretsCommand({}))).SecretList?.length;
  expect(await listed()).toBe(1);
  await client.send(new RestoreSecretCommand({ SecretId }));
  expect([await listed(), await textOf()]).toEqual([2, 'one']);
  await client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
  await clock.advance(8 * 24 * 60 * 60 * 1000);
  await expect(textOf()).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test('a password has a character of each kind, and none that is excluded', async () => {
  const request = { PasswordLength: 12, ExcludeCharacters: '/@"', ExcludePunctuation: true };
  const { RandomPassword } = await client.send(new GetRandomPasswordCommand(request));
  expect(RandomPassword).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d]{12}$/);
});

test('a description is found without regard to case, a name is not', async () => {
  await client.send(new UpdateSecretCommand({ SecretId, Description: 'The Token' }));
  const found = async (Key: 'description' | 'name', value: string) =>
    (await client.send(new ListSecretsCommand({ Filters: [{ Key, Values: [value] }] }))).SecretList?.length;
  expect([await found('description', 'tok'), await found('name', 'Chat')]).toEqual([1, 0]);
});

test('a rotation ends with the pending version current; what is bound to nothing is refused', async () => {
  await expect(client.send(new RotateSecretCommand({ SecretId }))).rejects.toThrow('No Lambda rotation function');
  const changed: string[] = [];
  let fails = true;
  secrets.rotateWith((name) => ({
    holders: ['chat-dev/redis-auth', 'chat-dev/jwt'],
    newPassword: () => `new-${changed.length}`,
    textWith: (holder, password) => `${holder}=${password}`,
    underWay: () => name === 'chat-dev/jwt',
    async run(password) {
      if (fails) throw new TypeError('the store is down');
      changed.push(password);
    },
  }));
  await client.send(new RotateSecretCommand({ SecretId }));
  expect([await textOf(), await textOf('AWSPENDING')]).toEqual(['one', 'chat-dev/redis-auth=new-0']);
  fails = false;
  await client.send(new RotateSecretCommand({ SecretId }));
  await until(textOf, (text) => text === 'chat-dev/redis-auth=new-0');
  expect(secrets.value('chat-dev/jwt')).toBe('chat-dev/jwt=new-0');
  expect(await textOf('AWSPREVIOUS')).toBe('one');
  const underWay = client.send(new RotateSecretCommand({ SecretId: 'chat-dev/jwt' }));
  await expect(underWay).rejects.toThrow("isn't complete");
});

test('what ECS takes as valueFrom may name a key and a stage', async () => {
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: '{"user":"app","port":1}' }));
  const arn = secrets.arn(SecretId);
  expect(secrets.valueFrom(`${arn}:user::`)).toBe('app');
  expect(secrets.valueFrom(`${arn}:port::`)).toBe('1');
  expect(secrets.valueFrom(`${arn}::AWSPREVIOUS:`)).toBe('one');
  expect(() => secrets.valueFrom(`${arn}:none::`)).toThrow('json key none');
});
