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
  /** Newest first. */
  versions: SecretVersion[];
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

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
    if (this.#byName.has(name)) {
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
      versions: [],
    };
    this.#byName.set(name, secret);
    return secret;
  }

  /** By name, whole ARN, or ARN without its random end. */
  get(id: string): Secret {
    const secret =
      this.#byName.get(id) ?? this.all().find(({ name, arn }) => arn === id || `${this.#arnPrefix}${name}` === id);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  all(): Secret[] {
    return [...this.#byName.values()];
  }

  /** Gives `stages` to the new version; the one that was current before becomes the previous one. */
  putVersion(
    secret: Secret,
    value: SecretValue,
    options: { id?: string | undefined; stages?: string[] | undefined } = {},
  ): SecretVersion {
    const stages = options.stages ?? [CURRENT];
    const now = this.clock.now();
    if (stages.includes(CURRENT)) moveCurrent(secret);
    for (const version of secret.versions) version.stages = version.stages.filter((stage) => !stages.includes(stage));
    const version = { ...value, id: options.id ?? randomUUID(), stages, createdAt: now };
    secret.versions.unshift(version);
    secret.changedAt = now;
    return version;
  }
}

function moveCurrent(secret: Secret): void {
  const current = secret.versions.find((version) => version.stages.includes(CURRENT));
  if (!current) return;
  for (const version of secret.versions) version.stages = version.stages.filter((stage) => stage !== PREVIOUS);
  current.stages.push(PREVIOUS);
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
