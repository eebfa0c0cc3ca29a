import { randomBytes } from 'node:crypto';
import type { GetAuthorizationTokenResponse } from '@aws-sdk/client-ecr';
import type { Handlers, RangeService } from '../../wire/service.ts';
import type { World } from '../../world/world.ts';
import { batchDeleteImage } from './actions/batch-delete-image.ts';
import { batchGetImage } from './actions/batch-get-image.ts';
import { describeImages, listImages } from './actions/describe-images.ts';
import { putImage } from './actions/put-image.ts';
import { createRepository, describeRepositories } from './actions/repositories.ts';

export type EcrWorld = Pick<World, 'names' | 'images' | 'clock'>;

const TOKEN_LASTS_MS = 12 * 60 * 60 * 1000;

/** ECR over the images that were built from folders; layers are nowhere to be had. */
export function createEcr(world: EcrWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-ecr')> = {
    BatchDeleteImage: (input) => batchDeleteImage(world, input),
    BatchGetImage: (input) => batchGetImage(world, input),
    CreateRepository: (input) => createRepository(world, input),
    DescribeImages: (input) => describeImages(world, input),
    DescribeRepositories: (input) => describeRepositories(world, input),
    GetAuthorizationToken: () => authorizationToken(world),
    ListImages: (input) => listImages(world, input),
    PutImage: (input) => putImage(world, input),
  };
  return { client: 'ecr', load: () => import('@aws-sdk/client-ecr'), handlers };
}

/** A password for `docker login`; each call gives another, and all of them hold. */
function authorizationToken({ images, clock }: EcrWorld): GetAuthorizationTokenResponse {
  const password = randomBytes(96).toString('base64url');
  const expiresAt = clock.now() + TOKEN_LASTS_MS;
  images.passwords.set(password, expiresAt);
  const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
  const proxyEndpoint = `https://${images.host}`;
  return { authorizationData: [{ authorizationToken, expiresAt: new Date(expiresAt), proxyEndpoint }] };
}
