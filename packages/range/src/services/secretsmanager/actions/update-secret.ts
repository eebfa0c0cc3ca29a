import type { UpdateSecretRequest, UpdateSecretResponse } from '@aws-sdk/client-secrets-manager';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { Secrets } from '../secrets.ts';
import { putSecretValue } from './put-secret-value.ts';

/** Changes the description, and makes a new current version when a value is given. */
export function updateSecret(secrets: Secrets, input: Checked<UpdateSecretRequest>): UpdateSecretResponse {
  if (input.KmsKeyId !== undefined) {
    const text = 'secrets-manager UpdateSecret with KmsKeyId is not implemented in this range.';
    throw new AwsError('NotImplemented', text, 501);
  }
  const secret = secrets.get(input.SecretId);
  const { SecretString, SecretBinary, Description, SecretId, ClientRequestToken } = input;
  const hasValue = SecretString !== undefined || SecretBinary !== undefined;
  const put = hasValue && putSecretValue(secrets, { SecretId, SecretString, SecretBinary, ClientRequestToken });
  if (Description !== undefined) secret.description = Description;
  return { ARN: secret.arn, Name: secret.name, ...(put && { VersionId: put.VersionId }) };
}
