import type { GetSecretValueRequest, GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import type { Checked } from '../../../wire/service.ts';
import { findVersion, type Secrets } from '../secrets.ts';

export function getSecretValue(secrets: Secrets, input: Checked<GetSecretValueRequest>): GetSecretValueResponse {
  const secret = secrets.get(input.SecretId);
  const version = findVersion(secret, { id: input.VersionId, stage: input.VersionStage });
  secret.accessedAt = secrets.clock.now();
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretBinary: version.binary,
    SecretString: version.text,
    VersionStages: version.stages,
    CreatedDate: new Date(version.createdAt),
  };
}
