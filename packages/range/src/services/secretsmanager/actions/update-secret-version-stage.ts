import type {
  UpdateSecretVersionStageRequest,
  UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { CURRENT, findVersion, moveStage, type Secrets } from '../secrets.ts';

/** Moves, gives or takes away a stage; from where it goes must be said when it is somewhere. */
export function updateSecretVersionStage(
  secrets: Secrets,
  { SecretId, VersionStage: stage, MoveToVersionId, RemoveFromVersionId }: Checked<UpdateSecretVersionStageRequest>,
): UpdateSecretVersionStageResponse {
  const secret = secrets.get(SecretId);
  const from = secret.versions.find(({ stages }) => stages.includes(stage));
  const to = MoveToVersionId === undefined ? undefined : findVersion(secret, { id: MoveToVersionId });
  if (from && from !== to && from.id !== RemoveFromVersionId) {
    const text = `The parameter RemoveFromVersionId must be ${from.id}, to which the staging label ${stage} is attached.`;
    throw new AwsError('InvalidParameterException', text);
  }
  if (!to && stage === CURRENT) {
    const text = "You can only move staging label AWSCURRENT to a different secret version. It can't be removed.";
    throw new AwsError('InvalidParameterException', text);
  }
  moveStage(secret, stage, to);
  secret.changedAt = secrets.clock.now();
  return { ARN: secret.arn, Name: secret.name };
}
