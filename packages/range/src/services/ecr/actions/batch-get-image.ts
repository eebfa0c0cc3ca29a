import type { BatchGetImageRequest, BatchGetImageResponse } from '@aws-sdk/client-ecr';
import { MANIFEST_TYPE } from '../../../program/image.ts';
import type { Checked } from '../../../wire/service.ts';
import type { EcrWorld } from '../ecr.ts';
import { findImage, findRepository, notFound } from '../find.ts';

export function batchGetImage(world: EcrWorld, input: Checked<BatchGetImageRequest>): BatchGetImageResponse {
  const repository = findRepository(world, input.repositoryName);
  const asked = input.imageIds.map((id) => ({ id, found: findImage(repository, id) }));
  return {
    images: asked.flatMap(({ id, found }) =>
      found
        ? [
            {
              registryId: world.names.account,
              repositoryName: repository.name,
              imageId: { ...id, imageDigest: found.image.digest },
              imageManifest: found.image.manifest,
              imageManifestMediaType: MANIFEST_TYPE,
            },
          ]
        : [],
    ),
    failures: asked.filter(({ found }) => !found).map(({ id }) => notFound(id)),
  };
}
