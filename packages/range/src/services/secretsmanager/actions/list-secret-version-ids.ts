import type { ListSecretVersionIdsRequest, ListSecretVersionIdsResponse } from '@aws-sdk/client-secrets-manager';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { Secrets } from '../secrets.ts';

const DEFAULT_RESULTS = 100;

export function listSecretVersionIds(
  secrets: Secrets,
  input: Checked<ListSecretVersionIdsRequest>,
): ListSecretVersionIdsResponse {
  const secret = secrets.get(input.SecretId);
  const shown = secret.versions.filter(({ stages }) => input.IncludeDeprecated || stages.length > 0);
  const { items, nextToken } = page(shown, {
    limit: input.MaxResults ?? DEFAULT_RESULTS,
    token: input.NextToken,
    invalidToken: 'InvalidNextTokenException',
  });
  return {
    ARN: secret.arn,
    Name: secret.name,
    Versions: items.map(({ id, stages, createdAt }) => ({
      VersionId: id,
      VersionStages: stages,
      CreatedDate: new Date(createdAt),
    })),
    NextToken: nextToken,
  };
}
