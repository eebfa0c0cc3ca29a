import type { Clock } from '@steadyhand/contracts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import { createSecret } from './actions/create-secret.ts';
import { describeSecret } from './actions/describe-secret.ts';
import { getSecretValue } from './actions/get-secret-value.ts';
import { listSecrets } from './actions/list-secrets.ts';
import { putSecretValue } from './actions/put-secret-value.ts';
import { findVersion, Secrets } from './secrets.ts';

export interface SecretsManager {
  service: RangeService;
  arn(name: string): string;
  /** The current value, for tasks that get it as an environment variable. Undefined for a binary one. */
  value(name: string): string | undefined;
}

/** Secrets with versions and stages. Rotation is not implemented. */
export function createSecretsManager(options: {
  clock: Clock;
  account: string;
  region: string;
  secrets: readonly { name: string; value: string; description?: string }[];
}): SecretsManager {
  const secrets = new Secrets(options);
  for (const { name, value, description } of options.secrets) {
    secrets.putVersion(secrets.create(name, { description }), { text: value, binary: undefined });
  }
  const handlers: Handlers<typeof import('@aws-sdk/client-secrets-manager')> = {
    CreateSecret: (input) => createSecret(secrets, input),
    DescribeSecret: (input) => describeSecret(secrets, input),
    GetSecretValue: (input) => getSecretValue(secrets, input),
    ListSecrets: (input) => listSecrets(secrets, input),
    PutSecretValue: (input) => putSecretValue(secrets, input),
  };
  return {
    service: { client: 'secrets-manager', load: () => import('@aws-sdk/client-secrets-manager'), handlers },
    arn: (name) => secrets.get(name).arn,
    value: (name) => findVersion(secrets.get(name), {}).text,
  };
}
