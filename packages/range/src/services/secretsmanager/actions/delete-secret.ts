import type {
  DeleteSecretRequest,
  DeleteSecretResponse,
  RestoreSecretRequest,
  RestoreSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { Secrets } from '../secrets.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const WINDOW_DAYS = 30;

/** Marks a secret; nobody can read it from then on, and it is gone when its recovery window is over. */
export function deleteSecret(secrets: Secrets, input: Checked<DeleteSecretRequest>): DeleteSecretResponse {
  const secret = secrets.get(input.SecretId);
  const { ForceDeleteWithoutRecovery: forced, RecoveryWindowInDays: days } = input;
  if (forced && days !== undefined) {
    const text = "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.";
    throw new AwsError('InvalidParameterException', text);
  }
  if (days !== undefined && (days < 7 || days > 30)) {
    const text = 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).';
    throw new AwsError('InvalidParameterException', text);
  }
  const now = secrets.clock.now();
  if (forced) secrets.delete(secret);
  else secret.deletedAt = now + (days ?? WINDOW_DAYS) * DAY_MS;
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(secret.deletedAt ?? now) };
}

export function restoreSecret(secrets: Secrets, input: Checked<RestoreSecretRequest>): RestoreSecretResponse {
  const secret = secrets.find(input.SecretId);
  secret.deletedAt = undefined;
  return { ARN: secret.arn, Name: secret.name };
}
