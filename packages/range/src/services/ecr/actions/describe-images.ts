import type {
  DescribeImagesRequest,
  DescribeImagesResponse,
  ImageDetail,
  ImageIdentifier,
  ListImagesRequest,
  ListImagesResponse,
} from '@aws-sdk/client-ecr';
import { MANIFEST_TYPE } from '../../../program/image.ts';
import type { PushedImage, Repository } from '../../../program/registry.ts';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { EcrWorld } from '../ecr.ts';
import { findImage, findRepository, tagsOf } from '../find.ts';

const LISTED_DEFAULT = 100;

interface Paged {
  maxResults?: number | undefined;
  nextToken?: string | undefined;
}

/** Images with all that is known of them; an id that names none is an error. */
export function describeImages(world: EcrWorld, input: Checked<DescribeImagesRequest>): DescribeImagesResponse {
  const repository = findRepository(world, input.repositoryName);
  const found = input.imageIds?.length
    ? input.imageIds.map((id) => findImage(repository, id) ?? throwNotFound(world, repository, id))
    : [...repository.images.values()];
  const matching = found.filter(({ image }) => hasTagStatus(repository, image.digest, input.filter?.tagStatus));
  const { items, nextToken } = pageOf(matching, input);
  return { imageDetails: items.map((pushed) => detailOf(world, repository, pushed)), nextToken };
}

/** A pair of digest and tag for each tag, and the digest alone of an image that lost its last one. */
export function listImages(world: EcrWorld, input: Checked<ListImagesRequest>): ListImagesResponse {
  const repository = findRepository(world, input.repositoryName);
  const all = [...repository.images.keys()].flatMap((imageDigest): ImageIdentifier[] => {
    const tags = tagsOf(repository, imageDigest);
    return tags.length === 0 ? [{ imageDigest }] : tags.map((imageTag) => ({ imageDigest, imageTag }));
  });
  const status = input.filter?.tagStatus;
  const { items, nextToken } = pageOf(
    all.filter(({ imageDigest = '' }) => hasTagStatus(repository, imageDigest, status)),
    input,
  );
  return { imageIds: items, nextToken };
}

function hasTagStatus(repository: Repository, digest: string, status = 'ANY'): boolean {
  return status === 'ANY' || tagsOf(repository, digest).length > 0 === (status === 'TAGGED');
}

function pageOf<T>(items: readonly T[], { maxResults, nextToken }: Paged) {
  return page(items, {
    limit: maxResults ?? LISTED_DEFAULT,
    token: nextToken,
    invalidToken: 'InvalidParameterException',
  });
}

function detailOf(
  { names }: EcrWorld,
  repository: Repository,
  { image, pushedAt, lastPulledAt }: PushedImage,
): ImageDetail {
  const imageTags = tagsOf(repository, image.digest);
  return {
    registryId: names.account,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(imageTags.length > 0 && { imageTags }),
    imageSizeInBytes: image.sizeBytes,
    imagePushedAt: new Date(pushedAt),
    ...(lastPulledAt !== null && { lastRecordedPullTime: new Date(lastPulledAt) }),
    imageManifestMediaType: MANIFEST_TYPE,
    artifactMediaType: 'application/vnd.docker.container.image.v1+json',
  };
}

function throwNotFound({ names }: EcrWorld, { name }: Repository, { imageDigest, imageTag }: ImageIdentifier): never {
  const id = `{imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'}`;
  const where = `within the repository with name '${name}' in the registry with id '${names.account}'`;
  throw new AwsError('ImageNotFoundException', `The image with imageId ${id} does not exist ${where}`);
}
