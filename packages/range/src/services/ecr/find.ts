import type { ImageFailure, ImageIdentifier } from '@aws-sdk/client-ecr';
import type { PushedImage, Repository } from '../../program/registry.ts';
import { AwsError } from '../../wire/service.ts';
import type { EcrWorld } from './ecr.ts';

export function findRepository({ images, names }: EcrWorld, name: string): Repository {
  const repository = images.repositories.get(name);
  if (repository) return repository;
  const where = `in the registry with id '${names.account}'`;
  throw new AwsError('RepositoryNotFoundException', `The repository with name '${name}' does not exist ${where}`);
}

/** By digest, by tag, or by both where they agree. */
export function findImage({ tags, images }: Repository, id: ImageIdentifier): PushedImage | undefined {
  const tagged = id.imageTag === undefined ? undefined : tags.get(id.imageTag);
  if (id.imageTag !== undefined && tagged === undefined) return undefined;
  if (id.imageDigest !== undefined && tagged !== undefined && tagged !== id.imageDigest) return undefined;
  return images.get(id.imageDigest ?? tagged ?? '');
}

export function tagsOf({ tags }: Repository, digest: string): string[] {
  return [...tags].filter(([, of]) => of === digest).map(([tag]) => tag);
}

export function notFound(imageId: ImageIdentifier): ImageFailure {
  return { imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
}
