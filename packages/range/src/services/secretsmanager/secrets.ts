import { randomBytes, randomUUID } from 'node:crypto';
import type { Tag } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';

export interface SecretValue {
  text: string | undefined;
  binary: Uint8Array | undefined;
}

export interface SecretVersion extends SecretValue {
  id: string;
  stages: string[];
  createdAt: number;
}

export interface Secret {
  name: string;
  arn: string;
  description: string | undefined;
  tags: Tag[];
  createdAt: number;
  changedAt: number;
  accessedAt: number | undefined;
  rotatedAt: number | undefined;
  /** When it is gone for good, while it is marked for deletion. */
  deletedAt: number | undefined;
  /** Newest first. */
  versions: SecretVersion[];
}

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
export const PENDING = 'AWSPENDING';

/** All secrets of the range. */
export class Secrets {
  readonly clock: Clock;
  readonly #arnPrefix: string;
  readonly #byName = new Map<string, Secret>();

  constructor(options: { clock: Clock; account: string; region: string }) {
    this.clock = options.clock;
    this.#arnPrefix = `arn:aws:secretsmanager:${options.region}:${options.account}:secret:`;
  }

  create(name: string, options: { description?: string | undefined; tags?: Tag[] | undefined }): Secret {
    const existing = this.#find(name);
    if (existing?.deletedAt !== undefined) {
      const text = 'because a secret with this name is already scheduled for deletion.';
      throw new AwsError('InvalidRequestException', `You can't create this secret ${text}`);
    }
    if (existing) {
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    }
    const now = this.clock.now();
    const secret: Secret = {
      name,
      arn: `${this.#arnPrefix}${name}-${randomBytes(3).toString('hex')}`,
      description: options.description,
      tags: options.tags ?? [],
      createdAt: now,
      changedAt: now,
      accessedAt: undefined,
      rotatedAt: undefined,
      deletedAt: undefined,
      versions: [],
    };
    this.#byName.set(name, secret);
    return secret;
  }

  /** By name, whole ARN, or ARN without its random end; also one that is marked for deletion. */
  find(id: string): Secret {
    const secret = this.#find(id);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  /** One that is in use. */
  get(id: string): Secret {
    const secret = this.find(id);
    if (secret.deletedAt === undefined) return secret;
    const text = "You can't perform this operation on the secret because it was marked for deletion.";
    throw new AwsError('InvalidRequestException', text);
  }

  /** Those that are marked for deletion as well. */
  all(): Secret[] {
    this.#purge();
    return [...this.#byName.values()];
  }

  delete(secret: Secret): void {
    this.#byName.delete(secret.name);
  }

  #find(id: string): Secret | undefined {
    this.#purge();
    return this.#byName.get(id) ?? this.all().find(({ name, arn }) => arn === id || `${this.#arnPrefix}${name}` === id);
  }

  #purge(): void {
    const now = this.clock.now();
    for (const secret of this.#byName.values()) {
      if (secret.deletedAt !== undefined && secret.deletedAt <= now) this.delete(secret);
    }
  }

  /** Gives `stages` to the new version; the one that was current before becomes the previous one. */
  putVersion(
    secret: Secret,
    value: SecretValue,
    options: { id?: string | undefined; stages?: string[] | undefined } = {},
  ): SecretVersion {
    const stages = options.stages ?? [CURRENT];
    const now = this.clock.now();
    const version: SecretVersion = { ...value, id: options.id ?? randomUUID(), stages: [], createdAt: now };
    secret.versions.unshift(version);
    for (const stage of stages) moveStage(secret, stage, version);
    secret.changedAt = now;
    return version;
  }
}

/** A stage is at one version at a time; what was current before becomes the previous one. */
export function moveStage(secret: Secret, stage: string, to: SecretVersion | undefined): void {
  const from = secret.versions.find((version) => version.stages.includes(stage));
  if (from === to) return;
  if (from) from.stages = from.stages.filter((other) => other !== stage);
  to?.stages.push(stage);
  if (stage === CURRENT && from) moveStage(secret, PREVIOUS, from);
}

/** The version that an id or a stage names; the current one when neither is given. */
export function findVersion(
  secret: Secret,
  wanted: { id?: string | undefined; stage?: string | undefined },
): SecretVersion {
  const stage = wanted.stage ?? (wanted.id === undefined ? CURRENT : undefined);
  const found = secret.versions.find(
    (version) =>
      (wanted.id === undefined || version.id === wanted.id) && (stage === undefined || version.stages.includes(stage)),
  );
  if (found) return found;
  const what = wanted.id === undefined ? `staging label: ${stage}` : `VersionId: ${wanted.id}`;
  throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);
}

/** Versions without a stage are deprecated and not shown. */
export function stagesOf(secret: Secret): Record<string, string[]> {
  return Object.fromEntries(secret.versions.filter((v) => v.stages.length > 0).map((v) => [v.id, v.stages]));
}
