import {
  type Clock,
  type DockerAnswer,
  type DockerImage,
  type DockerRequest,
  SteadyError,
} from '@steadyhand/contracts';
import type { Image } from '../program/image.ts';
import { formatImageReference, type ImageReference, parseImageReference } from '../program/image-reference.ts';
import { PullError, type Registry } from '../program/registry.ts';

export interface DockerOptions {
  clock: Clock;
  /** Takes the image of a folder. */
  image(folder: string): Promise<Image>;
  /** One for each region. */
  registries(): readonly Registry[];
}

/** In docker's words, as far as they are not its daemon's alone. */
class DockerError extends Error {
  override readonly name = 'DockerError';
}

const UNTAGGED = { repository: '<none>', tag: '<none>' };

interface LocalImage {
  image: Image;
  createdAt: number;
}

/** The images of this machine, as a docker daemon would hold them; it has no containers. */
export class Docker {
  /** By reference. */
  readonly #local = new Map<string, LocalImage>();
  readonly #options: DockerOptions;

  constructor(options: DockerOptions) {
    this.#options = options;
  }

  async answer(request: DockerRequest): Promise<DockerAnswer> {
    try {
      return { images: await this.#images(request) };
    } catch (error) {
      if (error instanceof DockerError || error instanceof PullError) return { error: error.message };
      if (error instanceof SteadyError) return { error: String(error.params.reason ?? error.message) };
      throw error;
    }
  }

  async #images(request: DockerRequest): Promise<DockerImage[]> {
    switch (request.command) {
      case 'build': {
        const tags = request.tags.map(referenceOf);
        const image = await this.#options.image(request.context);
        if (tags.length > 0) return tags.map((tag) => this.#keep(tag, image));
        return [viewOf({ ...UNTAGGED, digest: null }, { image, createdAt: this.#options.clock.now() })];
      }
      case 'tag':
        return [this.#keep(referenceOf(request.target), this.#find(request.source).image)];
      case 'push':
        return [this.#push(request.reference)];
      case 'pull':
        return [
          this.#keep(referenceOf(request.reference), this.#registryOf(request.reference).pull(request.reference)),
        ];
      case 'images':
        return [...this.#local].map(([reference, local]) => viewOf(referenceOf(reference), local));
      case 'rmi': {
        const found = viewOf(referenceOf(request.reference), this.#find(request.reference));
        this.#local.delete(formatImageReference(referenceOf(request.reference)));
        return [found];
      }
      case 'login':
        return this.#logIn(request);
    }
  }

  #keep(reference: ImageReference, image: Image): DockerImage {
    const local = { image, createdAt: this.#options.clock.now() };
    this.#local.set(formatImageReference(reference), local);
    return viewOf(reference, local);
  }

  #find(text: string): LocalImage {
    const found = this.#local.get(formatImageReference(referenceOf(text)));
    if (!found) throw new DockerError(`No such image: ${text}`);
    return found;
  }

  #push(text: string): DockerImage {
    const reference = referenceOf(text);
    const local = this.#local.get(formatImageReference(reference));
    if (!local) throw new DockerError(`An image does not exist locally with the tag: ${reference.repository}`);
    const registry = this.#registryOf(text);
    const repository = registry.repositoryOf(reference.repository);
    if (!repository) {
      const name = reference.repository.slice(registry.host.length + 1);
      const account = registry.host.slice(0, registry.host.indexOf('.'));
      throw new DockerError(
        `name unknown: The repository with name '${name}' does not exist in the registry with id '${account}'`,
      );
    }
    registry.put(repository, reference.tag ?? '', local.image);
    return viewOf(reference, local);
  }

  #registryOf(text: string): Registry {
    const host = text.slice(0, Math.max(0, text.indexOf('/')));
    const registry = this.#options.registries().find((one) => one.host === host);
    if (registry) return registry;
    const place = /[.:]/.test(host) ? host : 'registry-1.docker.io';
    throw new DockerError(`Get "https://${place}/v2/": dial tcp: lookup ${place}: no such host`);
  }

  #logIn({ registry: host, password }: Extract<DockerRequest, { command: 'login' }>): DockerImage[] {
    const registry = this.#registryOf(`${host.replace(/^https:\/\//, '').replace(/\/.*$/, '')}/`);
    const expiresAt = registry.passwords.get(password);
    if (expiresAt === undefined || expiresAt < this.#options.clock.now()) {
      throw new DockerError(`login attempt to https://${registry.host}/v2/ failed with status: 400 Bad Request`);
    }
    return [];
  }
}

function referenceOf(text: string): ImageReference {
  const reference = parseImageReference(text);
  if (!reference) throw new DockerError(`invalid reference format: "${text}"`);
  return reference;
}

function viewOf({ repository, tag }: ImageReference, { image, createdAt }: LocalImage): DockerImage {
  return { repository, tag: tag ?? '<none>', digest: image.digest, sizeBytes: image.sizeBytes, createdAt };
}
