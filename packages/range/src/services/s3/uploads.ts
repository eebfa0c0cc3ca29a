import { randomBytes } from 'node:crypto';
import { AwsError } from '../../wire/service.ts';
import { md5, type NewObject, type ObjectHeaders } from './bucket.ts';

export interface Part {
  number: number;
  /** With its quotes. */
  etag: string;
  body: Uint8Array;
  at: Date;
}

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedAt: Date;
  readonly headers: ObjectHeaders;
  readonly tags: Readonly<Record<string, string>>;
  readonly parts: Map<number, Part>;
}

/** Every part but the last has at least so many bytes. */
const PART_MIN = 5 * 1024 * 1024;

/** Multipart uploads that are under way. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();

  start(upload: Omit<Upload, 'id' | 'parts'>): Upload {
    const started = { ...upload, id: randomBytes(32).toString('base64url'), parts: new Map() };
    this.#uploads.set(started.id, started);
    return started;
  }

  of(bucket: string): Upload[] {
    return [...this.#uploads.values()].filter((upload) => upload.bucket === bucket);
  }

  /** @throws {AwsError} NoSuchUpload */
  get({ bucket, key, id }: { bucket: string; key: string; id: string }): Upload {
    const found = this.#uploads.get(id);
    if (found?.bucket === bucket && found.key === key) return found;
    throw new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
    );
  }

  end({ id }: Upload): void {
    this.#uploads.delete(id);
  }
}

/**
 * The object that the named parts make. Its tag is that of the parts' tags and their number.
 * @throws {AwsError} InvalidPartOrder, InvalidPart, EntityTooSmall
 */
export function assemble(upload: Upload, named: readonly { number: number; etag: string }[]): NewObject {
  const parts = named.map(({ number, etag }, index) => {
    if (index > 0 && number <= (named[index - 1]?.number ?? 0)) {
      throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order.', 400);
    }
    const part = upload.parts.get(number);
    if (part && unquoted(part.etag) === unquoted(etag)) return part;
    const message =
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
    throw new AwsError('InvalidPart', message, 400);
  });
  if (parts.slice(0, -1).some(({ body }) => body.length < PART_MIN)) {
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400);
  }
  const digests = Buffer.from(parts.map(({ etag }) => unquoted(etag)).join(''), 'hex');
  const body = Buffer.concat(parts.map((part) => part.body));
  return { body, headers: upload.headers, tags: upload.tags, etag: `"${md5(digests)}-${parts.length}"` };
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}
