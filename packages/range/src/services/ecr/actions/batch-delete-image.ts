import type { BatchDeleteImageRequest, BatchDeleteImageResponse, ImageIdentifier } from '@aws-sdk/client-ecr';
import type { Checked } from '../../../wire/service.ts';
import type { EcrWorld } from '../ecr.ts';
import { findImage, findRepository, notFound, tagsOf } from '../find.ts';

/** A tag is taken away, and with the last one its image; a digest takes the image with all its tags. */
export function batchDeleteImage(world: EcrWorld, input: Checked<BatchDeleteImageRequest>): BatchDeleteImageResponse {
  const repository = findRepository(world, input.repositoryName);
  const deleted: ImageIdentifier[] = [];
  const missing: ImageIdentifier[] = [];
  for (const id of input.imageIds) {
    const found = findImage(repository, id);
    if (!found) {
      missing.push(id);
      continue;
    }
    const imageDigest = found.image.digest;
    const tags = id.imageTag === undefined ? tagsOf(repository, imageDigest) : [id.imageTag];
    for (const tag of tags) repository.tags.delete(tag);
    deleted.push(...tags.map((imageTag) => ({ imageDigest, imageTag })));
    if (tags.length === 0) deleted.push({ imageDigest });
    if (tagsOf(repository, imageDigest).length === 0) repository.images.delete(imageDigest);
  }
  return { imageIds: deleted, failures: missing.map(notFound) };
}
