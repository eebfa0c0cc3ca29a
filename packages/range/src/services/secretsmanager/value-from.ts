import { AwsError } from '../../wire/service.ts';
import { findVersion, type Secrets } from './secrets.ts';

/** `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-RANDOM` has this many parts. */
const ARN_PARTS = 7;

/**
 * The text that a container's `valueFrom` stands for (ECS Developer Guide, "Pass Secrets Manager secrets").
 * @throws {AwsError} for a secret, version or key that does not exist.
 */
export function valueFrom(secrets: Secrets, reference: string): string {
  const parts = reference.split(':');
  const [key, stage, id] = parts.slice(ARN_PARTS);
  const secret = secrets.get(parts.slice(0, ARN_PARTS).join(':'));
  const { text } = findVersion(secret, { stage: stage || undefined, id: id || undefined });
  if (text === undefined) {
    throw new AwsError('InvalidRequestException', `The secret ${secret.name} has no text.`);
  }
  return key ? memberOf(text, key) : text;
}

function memberOf(json: string, key: string): string {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    throw new AwsError('InvalidRequestException', 'The secret is no JSON document.');
  }
  const value = typeof document === 'object' && document !== null ? Object.entries(document) : [];
  const found = value.find(([name]) => name === key)?.[1];
  if (found === undefined) {
    throw new AwsError(
      'ResourceNotFoundException',
      `retrieved secret from Secrets Manager did not contain json key ${key}`,
    );
  }
  return typeof found === 'string' ? found : JSON.stringify(found);
}
