import type { RotateSecretRequest, RotateSecretResponse } from '@aws-sdk/client-secrets-manager';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { Rotation } from '../rotation.ts';
import { CURRENT, findVersion, moveStage, PENDING, type Secret, type Secrets, type SecretVersion } from '../secrets.ts';

const KNOWN = new Set<string>([
  'SecretId',
  'ClientRequestToken',
  'RotateImmediately',
] satisfies (keyof RotateSecretRequest)[]);

/**
 * Draws a new password and goes the four ways of a rotation function: create, set, test, finish (Secrets Manager User
 * Guide, "Lambda rotation functions"). Answers at once; the version is AWSPENDING until its password is valid.
 */
export function rotateSecret(
  secrets: Secrets,
  rotationOf: (name: string) => Rotation | null,
  input: Checked<RotateSecretRequest>,
): RotateSecretResponse {
  const secret = secrets.get(input.SecretId);
  const other = Object.entries(input).find(([name, value]) => value !== undefined && !KNOWN.has(name))?.[0];
  if (other !== undefined || input.RotateImmediately === false) {
    const text = `secrets-manager RotateSecret with ${other ?? 'RotateImmediately false'} is not implemented in this range.`;
    throw new AwsError('NotImplemented', text, 501);
  }
  const rotation = rotationOf(secret.name);
  if (!rotation) {
    throw new AwsError('InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.');
  }
  if (rotation.underWay()) {
    const text = "A previous rotation isn't complete. That rotation will be reattempted.";
    throw new AwsError('InvalidRequestException', text);
  }
  const password = rotation.newPassword();
  const pending = secrets.putVersion(
    secret,
    { text: rotation.textWith(secret.name, password), binary: undefined },
    { id: input.ClientRequestToken, stages: [PENDING] },
  );
  // A failure leaves the version AWSPENDING, as that of a function does; the next rotation draws another.
  rotation.run(password).then(
    () => finish(secrets, { secret, pending, rotation, password }),
    () => {},
  );
  return { ARN: secret.arn, Name: secret.name, VersionId: pending.id };
}

interface Finished {
  secret: Secret;
  pending: SecretVersion;
  rotation: Rotation;
  password: string;
}

function finish(secrets: Secrets, { secret, pending, rotation, password }: Finished): void {
  moveStage(secret, CURRENT, pending);
  moveStage(secret, PENDING, undefined);
  secret.rotatedAt = secrets.clock.now();
  secret.changedAt = secret.rotatedAt;
  writeHolders(secrets, rotation, password);
}

/** Every secret that holds the password says the new one. */
export function writeHolders(secrets: Secrets, rotation: Rotation, password: string): void {
  for (const holder of secrets.all()) {
    if (!rotation.holders.includes(holder.name) || holder.deletedAt !== undefined) continue;
    const text = rotation.textWith(holder.name, password);
    if (findVersion(holder, {}).text !== text) secrets.putVersion(holder, { text, binary: undefined });
  }
}
