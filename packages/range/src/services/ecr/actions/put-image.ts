import type { PutImageRequest, PutImageResponse } from '@aws-sdk/client-ecr';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { EcrWorld } from '../ecr.ts';
import { findRepository } from '../find.ts';

/** Gives an image that is there another tag; its manifest says which image is meant. */
export function putImage(world: EcrWorld, input: Checked<PutImageRequest>): PutImageResponse {
  const repository = findRepository(world, input.repositoryName);
  const { imageManifest, imageTag, imageDigest } = input;
  const found = [...repository.images.values()].find(({ image }) => image.manifest === imageManifest);
  if (!found) {
    throw new AwsError(
      'LayersNotFoundException',
      'The manifest is not that of an image in this repository; push it with docker.',
    );
  }
  const { digest } = found.image;
  if (imageDigest !== undefined && imageDigest !== digest) {
    throw new AwsError('ImageDigestDoesNotMatchException', 'The specified digest is not that of the manifest.');
  }
  if (imageTag === undefined || repository.tags.get(imageTag) === digest) {
    throw new AwsError(
      'ImageAlreadyExistsException',
      `Image with digest '${digest}' and tag '${imageTag ?? 'null'}' already exists`,
    );
  }
  world.images.put(repository, imageTag, found.image);
  const imageId = { imageDigest: digest, imageTag };
  return { image: { registryId: world.names.account, repositoryName: repository.name, imageId, imageManifest } };
}
