import type {
  CreateRepositoryRequest,
  CreateRepositoryResponse,
  DescribeRepositoriesRequest,
  DescribeRepositoriesResponse,
  Repository as RepositoryView,
} from '@aws-sdk/client-ecr';
import type { Repository } from '../../../program/registry.ts';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { EcrWorld } from '../ecr.ts';
import { findRepository } from '../find.ts';

const LISTED_DEFAULT = 100;

export function describeRepositories(
  world: EcrWorld,
  input: Checked<DescribeRepositoriesRequest>,
): DescribeRepositoriesResponse {
  const { repositoryNames, maxResults, nextToken } = input;
  if (repositoryNames?.length) {
    return { repositories: repositoryNames.map((name) => repositoryView(world, findRepository(world, name))) };
  }
  const all = [...world.images.repositories.values()].sort((a, b) => a.name.localeCompare(b.name));
  const listed = page(all, {
    limit: maxResults ?? LISTED_DEFAULT,
    token: nextToken,
    invalidToken: 'InvalidParameterException',
  });
  return { repositories: listed.items.map((one) => repositoryView(world, one)), nextToken: listed.nextToken };
}

export function createRepository(world: EcrWorld, input: Checked<CreateRepositoryRequest>): CreateRepositoryResponse {
  const { repositoryName: name, imageTagMutability } = input;
  if (imageTagMutability !== undefined && imageTagMutability !== 'MUTABLE') {
    throw new AwsError(
      'NotImplemented',
      `ecr CreateRepository with ${imageTagMutability} tags is not implemented in this range.`,
      501,
    );
  }
  if (world.images.repositories.has(name)) {
    const where = `in the registry with id '${world.names.account}'`;
    throw new AwsError(
      'RepositoryAlreadyExistsException',
      `The repository with name '${name}' already exists ${where}`,
    );
  }
  return { repository: repositoryView(world, world.images.create(name)) };
}

function repositoryView({ names }: EcrWorld, { name, createdAt }: Repository): RepositoryView {
  return {
    repositoryArn: names.repository(name),
    registryId: names.account,
    repositoryName: name,
    repositoryUri: names.repositoryUri(name),
    createdAt: new Date(createdAt),
    imageTagMutability: 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: 'AES256' },
  };
}
