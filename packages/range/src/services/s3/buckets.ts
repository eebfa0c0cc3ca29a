import { mkdirSync } from 'node:fs';
import type { Clock, Stack } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';
import { Bucket } from './bucket.ts';
import { noSuchBucket } from './refusals.ts';
import { Uploads } from './uploads.ts';

export interface BucketsOptions {
  clock: Clock;
  folder: string;
}

/** The buckets of a range; names are one for all regions. */
export class Buckets {
  readonly uploads = new Uploads();
  readonly #options: BucketsOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: BucketsOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true });
  }

  declare({ buckets }: Stack, region: string): void {
    for (const { name, versioned } of buckets) {
      if (this.#buckets.has(name)) continue;
      const bucket = this.#add(name, region);
      if (versioned) bucket.versioning = 'Enabled';
    }
  }

  /** By name. */
  all(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws {AwsError} NoSuchBucket */
  get(name: string): Bucket {
    const found = this.#buckets.get(name);
    if (!found) throw noSuchBucket();
    return found;
  }

  /** @throws {AwsError} InvalidBucketName, BucketAlreadyOwnedByYou */
  async create(name: string, region: string): Promise<Bucket> {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
      throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400);
    }
    if (this.#buckets.has(name)) {
      const message = 'Your previous request to create the named bucket succeeded and you already own it.';
      throw new AwsError('BucketAlreadyOwnedByYou', message, 409);
    }
    return this.#add(name, region);
  }

  /** @throws {AwsError} NoSuchBucket, BucketNotEmpty */
  delete(name: string): void {
    if (!this.get(name).isEmpty()) {
      throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    }
    this.#buckets.delete(name);
  }

  #add(name: string, region: string): Bucket {
    const now = () => new Date(this.#options.clock.now());
    const bucket = new Bucket({ name, region, createdAt: now(), folder: this.#options.folder, now });
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
