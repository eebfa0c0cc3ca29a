import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noSuchKey, noSuchVersion } from './refusals.ts';

/** What a client says of an object besides its bytes. */
export interface ObjectHeaders {
  ContentType?: string | undefined;
  ContentEncoding?: string | undefined;
  ContentDisposition?: string | undefined;
  ContentLanguage?: string | undefined;
  CacheControl?: string | undefined;
  Expires?: Date | undefined;
  Metadata?: Record<string, string> | undefined;
}

export interface NewObject {
  body: Uint8Array;
  headers: ObjectHeaders;
  tags: Readonly<Record<string, string>>;
  /** With its quotes; that of the bytes when left out. */
  etag?: string;
}

export interface ObjectVersion {
  readonly key: string;
  /** `null` for one that was put while the bucket kept no versions. */
  readonly id: string;
  readonly at: Date;
  /** Null for a delete marker. */
  readonly content: Content | null;
  tags: Readonly<Record<string, string>>;
}

export interface Content {
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly headers: ObjectHeaders;
}

/** A version that holds bytes. */
export type StoredObject = ObjectVersion & { readonly content: Content };

export type Versioning = 'Enabled' | 'Suspended' | null;

export interface BucketOptions {
  name: string;
  region: string;
  createdAt: Date;
  /** Where the bytes of its objects are. */
  folder: string;
  now(): Date;
}

export const NULL_VERSION = 'null';

/** Objects by their keys, each with its versions, the newest first. */
export class Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: Date;
  versioning: Versioning = null;
  readonly #options: BucketOptions;
  readonly #versions = new Map<string, ObjectVersion[]>();
  #sorted: string[] | null = null;

  constructor(options: BucketOptions) {
    this.#options = options;
    this.name = options.name;
    this.region = options.region;
    this.createdAt = options.createdAt;
  }

  /** Keys in the order of their UTF-8 bytes; some may have nothing but a delete marker. */
  keys(): readonly string[] {
    this.#sorted ??= [...this.#versions.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return this.#sorted;
  }

  /** The newest first. */
  versions(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** The newest version, unless it is a delete marker. */
  current(key: string): StoredObject | null {
    const newest = this.versions(key)[0];
    return newest && hasContent(newest) ? newest : null;
  }

  /** @throws {AwsError} NoSuchKey, NoSuchVersion */
  get(key: string, version?: string): StoredObject {
    const found = version === undefined ? this.current(key) : this.versions(key).find(({ id }) => id === version);
    if (!found) throw version === undefined ? noSuchKey() : noSuchVersion();
    if (!hasContent(found)) throw noSuchKey();
    return found;
  }

  async put(key: string, { body, headers, tags, etag }: NewObject): Promise<StoredObject> {
    const file = join(this.#options.folder, randomUUID());
    await writeFile(file, body);
    const content = { file, size: body.length, etag: etag ?? `"${md5(body)}"`, headers };
    const version = { key, id: this.#newId(), at: this.#options.now(), content, tags };
    await this.#add(version);
    return version;
  }

  read({ content }: StoredObject): Promise<Uint8Array> {
    return readFile(content.file);
  }

  /** Deletes one version for good, or the object as the bucket's versioning has it; what is not there is no error. */
  async delete(key: string, version?: string): Promise<ObjectVersion | null> {
    if (version !== undefined) return this.#remove(key, version);
    if (this.versioning === null) return this.#remove(key, NULL_VERSION).then(() => null);
    const marker = { key, id: this.#newId(), at: this.#options.now(), content: null, tags: {} };
    await this.#add(marker);
    return marker;
  }

  isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  async #add(version: ObjectVersion): Promise<void> {
    if (version.id === NULL_VERSION) await this.#remove(version.key, NULL_VERSION);
    if (!this.#versions.has(version.key)) this.#sorted = null;
    this.#versions.set(version.key, [version, ...this.versions(version.key)]);
  }

  async #remove(key: string, id: string): Promise<ObjectVersion | null> {
    const found = this.versions(key).find((version) => version.id === id);
    if (!found) return null;
    const rest = this.versions(key).filter((version) => version !== found);
    if (rest.length > 0) this.#versions.set(key, rest);
    else {
      this.#versions.delete(key);
      this.#sorted = null;
    }
    if (found.content) await rm(found.content.file, { force: true });
    return found;
  }

  #newId(): string {
    return this.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : NULL_VERSION;
  }
}

function hasContent(version: ObjectVersion): version is StoredObject {
  return version.content !== null;
}

export function md5(bytes: Uint8Array | string): string {
  return createHash('md5').update(bytes).digest('hex');
}
