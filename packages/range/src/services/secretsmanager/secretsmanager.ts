import type { Clock } from '@steadyhand/contracts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import { createSecret } from './actions/create-secret.ts';
import { deleteSecret, restoreSecret } from './actions/delete-secret.ts';
import { describeSecret } from './actions/describe-secret.ts';
import { getRandomPassword } from './actions/get-random-password.ts';
import { getSecretValue } from './actions/get-secret-value.ts';
import { listSecretVersionIds } from './actions/list-secret-version-ids.ts';
import { listSecrets } from './actions/list-secrets.ts';
import { putSecretValue } from './actions/put-secret-value.ts';
import { rotateSecret, writeHolders } from './actions/rotate-secret.ts';
import { updateSecret } from './actions/update-secret.ts';
import { updateSecretVersionStage } from './actions/update-secret-version-stage.ts';
import type { Rotation } from './rotation.ts';
import { findVersion, Secrets } from './secrets.ts';
import { valueFrom } from './value-from.ts';

export interface SecretDeclaration {
  name: string;
  value: string;
  description?: string;
}

export interface SecretsManager {
  service: RangeService;
  /** Makes secrets, and new versions of those that have another value. */
  declare(secrets: readonly SecretDeclaration[]): void;
  arn(name: string): string;
  /** The current value, for tasks that get it as an environment variable. Undefined for a binary one. */
  value(name: string): string | undefined;
  has(name: string): boolean;
  /** What ECS takes as `valueFrom`: an ARN, and after it perhaps `:json-key:version-stage:version-id`. */
  valueFrom(reference: string): string;
  /** Writes a new password into a secret and the others that hold it, without a word to the store that asks for it. */
  replace(name: string, password: string): void;
  /** Tells how secrets are rotated, by name; null for one that is bound to nothing. */
  rotateWith(rotationOf: (name: string) => Rotation | null): void;
}

/** Secrets with versions and stages. Those that hold the password of a database or cache can be rotated. */
export function createSecretsManager(options: {
  clock: Clock;
  account: string;
  region: string;
  secrets?: readonly SecretDeclaration[];
}): SecretsManager {
  const secrets = new Secrets(options);
  const declare: SecretsManager['declare'] = (declared) => {
    for (const { name, value, description } of declared) {
      const found = secrets.all().find((secret) => secret.name === name);
      if (found && findVersion(found, {}).text === value) continue;
      secrets.putVersion(found ?? secrets.create(name, { description }), { text: value, binary: undefined });
    }
  };
  declare(options.secrets ?? []);
  let rotationOf: (name: string) => Rotation | null = () => null;
  const handlers: Handlers<typeof import('@aws-sdk/client-secrets-manager')> = {
    CreateSecret: (input) => createSecret(secrets, input),
    DeleteSecret: (input) => deleteSecret(secrets, input),
    DescribeSecret: (input) => describeSecret(secrets, input),
    GetRandomPassword: (input) => getRandomPassword(input),
    GetSecretValue: (input) => getSecretValue(secrets, input),
    ListSecretVersionIds: (input) => listSecretVersionIds(secrets, input),
    ListSecrets: (input) => listSecrets(secrets, input),
    PutSecretValue: (input) => putSecretValue(secrets, input),
    RestoreSecret: (input) => restoreSecret(secrets, input),
    RotateSecret: (input) => rotateSecret(secrets, (name) => rotationOf(name), input),
    UpdateSecret: (input) => updateSecret(secrets, input),
    UpdateSecretVersionStage: (input) => updateSecretVersionStage(secrets, input),
  };
  return {
    service: { client: 'secrets-manager', load: () => import('@aws-sdk/client-secrets-manager'), handlers },
    declare,
    arn: (name) => secrets.get(name).arn,
    value: (name) => findVersion(secrets.get(name), {}).text,
    has: (name) => secrets.all().some((secret) => secret.name === name && secret.deletedAt === undefined),
    valueFrom: (reference) => valueFrom(secrets, reference),
    replace(name, password) {
      const rotation = rotationOf(name);
      if (rotation) writeHolders(secrets, rotation, password);
    },
    rotateWith(how) {
      rotationOf = how;
    },
  };
}
