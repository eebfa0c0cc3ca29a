import type { Filter, ListSecretsRequest, ListSecretsResponse } from '@aws-sdk/client-secrets-manager';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { type Secret, type Secrets, stagesOf } from '../secrets.ts';
import { describe } from './describe-secret.ts';

const DEFAULT_RESULTS = 100;

export function listSecrets(secrets: Secrets, input: Checked<ListSecretsRequest>): ListSecretsResponse {
  const found = secrets
    .all()
    .filter(({ deletedAt }) => input.IncludePlannedDeletion || deletedAt === undefined)
    .filter((secret) => (input.Filters ?? []).every((filter) => matches(secret, filter)));
  if (input.SortOrder === 'desc') found.reverse();
  const { items, nextToken } = page(found, {
    limit: input.MaxResults ?? DEFAULT_RESULTS,
    token: input.NextToken,
    invalidToken: 'InvalidNextTokenException',
  });
  return {
    SecretList: items.map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesOf(secret) })),
    NextToken: nextToken,
  };
}

/** Where the case of letters does not matter (ListSecrets' reference). */
const CASELESS: readonly Filter['Key'][] = ['description', 'all'];

/** Values are prefixes, of which one must fit; one that begins with `!` must not. */
function matches(secret: Secret, { Key, Values = [] }: Checked<Filter>): boolean {
  const folded = (text: string) => (CASELESS.includes(Key) ? text.toLowerCase() : text);
  const texts = textsOf(secret, Key).map(folded);
  const fits = (value: string) => texts.some((text) => text.startsWith(folded(value)));
  const excluded = Values.filter((value) => value.startsWith('!')).map((value) => value.slice(1));
  const wanted = Values.filter((value) => !value.startsWith('!'));
  return !excluded.some(fits) && (wanted.length === 0 || wanted.some(fits));
}

function textsOf(secret: Secret, key: Filter['Key']): string[] {
  const tagKeys = secret.tags.map((tag) => tag.Key ?? '');
  const tagValues = secret.tags.map((tag) => tag.Value ?? '');
  switch (key) {
    case 'name':
      return [secret.name];
    case 'description':
      return words(secret.description ?? '');
    case 'tag-key':
      return tagKeys;
    case 'tag-value':
      return tagValues;
    case 'all':
      return [secret.name, ...words(secret.description ?? ''), ...tagKeys, ...tagValues];
    default:
      throw new AwsError('NotImplemented', `secrets-manager filter ${key} is not implemented in this range.`, 501);
  }
}

function words(text: string): string[] {
  return [text, ...text.split(/\s+/)];
}
