import type { Clock } from '@steadyhand/contracts';
import type { Image } from './image.ts';
import { parseImageReference } from './image-reference.ts';

/** A repository of ECR: images by digest, and tags that point to them and may be moved. */
export interface Repository {
  readonly name: string;
  /** On the range's clock, as is `pushedAt`. */
  readonly createdAt: number;
  readonly images: Map<string, PushedImage>;
  /** Tag to digest. */
  readonly tags: Map<string, string>;
}

export interface PushedImage {
  readonly image: Image;
  readonly pushedAt: number;
  lastPulledAt: number | null;
}

/** The images that tasks of one region can have. */
export interface Registry {
  /** `ACCOUNT.dkr.ecr.REGION.amazonaws.com` */
  readonly host: string;
  /** What `docker login` may say, with the moment of the range's clock at which it ends. */
  readonly passwords: Map<string, number>;
  /** By name. */
  readonly repositories: ReadonlyMap<string, Repository>;
  create(name: string): Repository;
  /** Puts an image under a tag, which leaves the image that had it. */
  put(repository: Repository, tag: string, image: Image): PushedImage;
  /** The repository of `HOST/NAME`; undefined for another registry's, and for one that is not there. */
  repositoryOf(repository: string): Repository | undefined;
  /** What a reference means now. Throws a PullError, which says why there is no such image. */
  pull(reference: string): Image;
}

/** In the words of the agent that could not have an image. */
export class PullError extends Error {
  override readonly name = 'CannotPullContainerError';
}

export function createRegistry(host: string, clock: Clock): Registry {
  const repositories = new Map<string, Repository>();
  const repositoryOf = (repository: string) =>
    repository.startsWith(`${host}/`) ? repositories.get(repository.slice(host.length + 1)) : undefined;
  return {
    host,
    passwords: new Map(),
    repositories,
    repositoryOf,
    create(name) {
      const existing = repositories.get(name);
      const repository = existing ?? { name, createdAt: clock.now(), images: new Map(), tags: new Map() };
      repositories.set(name, repository);
      return repository;
    },
    put(repository, tag, image) {
      const known = repository.images.get(image.digest);
      const pushed = known ?? { image, pushedAt: clock.now(), lastPulledAt: null };
      repository.images.set(image.digest, pushed);
      repository.tags.set(tag, image.digest);
      return pushed;
    },
    pull(text) {
      const reference = parseImageReference(text);
      if (!reference) throw new PullError(`invalid reference format: "${text}"`);
      const repository = repositoryOf(reference.repository);
      const digest = reference.digest ?? repository?.tags.get(reference.tag ?? '');
      const found = digest === undefined ? undefined : repository?.images.get(digest);
      if (!found) throw new PullError(whyNot(text, host));
      found.lastPulledAt = clock.now();
      return found.image;
    },
  };
}

/** A registry that is not the range's is not reached from it, as from a subnet without a way out. */
function whyNot(reference: string, host: string): string {
  const failed = `pull image manifest has been retried 1 time(s): failed to resolve ref ${reference}`;
  if (reference.startsWith(`${host}/`)) return `${failed}: ${reference}: not found`;
  const slash = reference.indexOf('/');
  const first = reference.slice(0, Math.max(0, slash));
  const other = /[.:]/.test(first) ? first : 'registry-1.docker.io';
  return `${failed}: failed to do request: Head "https://${other}/v2/": dial tcp: lookup ${other}: no such host`;
}
