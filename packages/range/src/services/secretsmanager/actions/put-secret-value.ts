import type { PutSecretValueRequest, PutSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { Secrets } from '../secrets.ts';

/** The same request token with the same value changes nothing; with another value it is refused. */
export function putSecretValue(secrets: Secrets, input: Checked<PutSecretValueRequest>): PutSecretValueResponse {
  const secret = secrets.get(input.SecretId);
  const { SecretString: text, SecretBinary: binary, ClientRequestToken: id } = input;
  if ((text === undefined) === (binary === undefined)) {
    throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
  }
  const existing = secret.versions.find((version) => version.id === id);
  if (existing && (existing.text !== text || !sameBytes(existing.binary, binary))) {
    throw new AwsError(
      'ResourceExistsException',
      `You can't modify an existing version, you can only create a new version. VersionId: ${id}`,
    );
  }
  const version = existing ?? secrets.putVersion(secret, { text, binary }, { id, stages: input.VersionStages });
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return Buffer.from(a ?? []).equals(Buffer.from(b ?? []));
}
