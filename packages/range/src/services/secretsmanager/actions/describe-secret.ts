import type { DescribeSecretRequest, DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Checked } from '../../../wire/service.ts';
import { type Secret, type Secrets, stagesOf } from '../secrets.ts';

export function describeSecret(secrets: Secrets, input: Checked<DescribeSecretRequest>): DescribeSecretResponse {
  const secret = secrets.find(input.SecretId);
  return { ...describe(secret), VersionIdsToStages: stagesOf(secret) };
}

/** What DescribeSecret and ListSecrets both show. */
export function describe(secret: Secret) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    LastChangedDate: new Date(secret.changedAt),
    LastAccessedDate: secret.accessedAt === undefined ? undefined : startOfDay(secret.accessedAt),
    LastRotatedDate: dateOf(secret.rotatedAt),
    DeletedDate: dateOf(secret.deletedAt),
    ...(secret.rotatedAt !== undefined && { RotationEnabled: true }),
    Tags: secret.tags,
    CreatedDate: new Date(secret.createdAt),
  };
}

function dateOf(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}

/** The service says no more than on which day a secret was read. */
function startOfDay(at: number): Date {
  return new Date(new Date(at).setUTCHours(0, 0, 0, 0));
}
