import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createSecretsManager, type SecretsManager } from './secretsmanager.ts';

let secrets: SecretsManager;
let server: WireServer;
let client: SecretsManagerClient;

beforeEach(async () => {
  const clock = manualClock('2026-11-21T21:00:00Z');
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
