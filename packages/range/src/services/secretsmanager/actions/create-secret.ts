import type { CreateSecretRequest, CreateSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Checked } from '../../../wire/service.ts';
import type { Secrets } from '../secrets.ts';

/** A secret may be made without a value. */
export function createSecret(secrets: Secrets, input: Checked<CreateSecretRequest>): CreateSecretResponse {
  const secret = secrets.create(input.Name, { description: input.Description, tags: input.Tags });
  const { SecretString: text, SecretBinary: binary } = input;
  const hasValue = text !== undefined || binary !== undefined;
  const version = hasValue && secrets.putVersion(secret, { text, binary }, { id: input.ClientRequestToken });
  return { ARN: secret.arn, Name: secret.name, ...(version && { VersionId: version.id }) };
}
