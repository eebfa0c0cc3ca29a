import type {
  AbortMultipartUploadRequest,
  CompleteMultipartUploadOutput,
  CompleteMultipartUploadRequest,
  CreateMultipartUploadOutput,
  CreateMultipartUploadRequest,
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  ListPartsOutput,
  ListPartsRequest,
  UploadPartCommandInput,
  UploadPartCopyOutput,
  UploadPartCopyRequest,
  UploadPartOutput,
} from '@aws-sdk/client-s3';
import type { Clock } from '@steadyhand/contracts';
import type { Checked } from '../../../wire/service.ts';
import { md5 } from '../bucket.ts';
import type { Buckets } from '../buckets.ts';
import { byteRange } from '../byte-range.ts';
import { checkWrite } from '../conditions.ts';
import { invalidArgument } from '../refusals.ts';
import { readTagging } from '../tags.ts';
import { assemble, type Upload } from '../uploads.ts';
import { sourceOf } from './copy-object.ts';
import { bytesOf, checkDigest, checkStandard, HEADERS, headersOf, onlyKnown, versionOf } from './objects.ts';

const PARTS_MAX = 10_000;

interface Asked {
  Bucket: string;
  Key: string;
  UploadId: string;
}

export function createMultipartUpload(
  buckets: Buckets,
  input: Checked<CreateMultipartUploadRequest>,
  clock: Clock,
): CreateMultipartUploadOutput {
  onlyKnown(input, 'CreateMultipartUpload', [...HEADERS, 'Tagging', 'StorageClass']);
  checkStandard(input.StorageClass);
  const { name: bucket } = buckets.get(input.Bucket);
  const { id } = buckets.uploads.start({
    bucket,
    key: input.Key,
    startedAt: new Date(clock.now()),
    headers: headersOf(input),
    tags: readTagging(input.Tagging),
  });
  return { Bucket: bucket, Key: input.Key, UploadId: id };
}

export function uploadPart(buckets: Buckets, input: Checked<UploadPartCommandInput>, clock: Clock): UploadPartOutput {
  onlyKnown(input, 'UploadPart', ['Body', 'PartNumber', 'UploadId', 'ContentMD5']);
  const body = bytesOf(input.Body);
  checkDigest(body, input.ContentMD5);
  return { ETag: keepPart(find(buckets, input), { number: input.PartNumber, body, at: new Date(clock.now()) }) };
}

export async function uploadPartCopy(
  buckets: Buckets,
  input: Checked<UploadPartCopyRequest>,
  clock: Clock,
): Promise<UploadPartCopyOutput> {
  onlyKnown(input, 'UploadPartCopy', ['CopySource', 'CopySourceRange', 'PartNumber', 'UploadId']);
  const upload = find(buckets, input);
  const { bucket, object } = sourceOf(buckets, input.CopySource);
  const bytes = await bucket.read(object);
  const range = input.CopySourceRange === undefined ? null : byteRange(input.CopySourceRange, bytes.length);
  const body = range ? bytes.slice(range.first, range.last + 1) : bytes;
  const at = new Date(clock.now());
  return { CopyPartResult: { ETag: keepPart(upload, { number: input.PartNumber, body, at }), LastModified: at } };
}

export async function completeMultipartUpload(
  buckets: Buckets,
  input: Checked<CompleteMultipartUploadRequest>,
): Promise<CompleteMultipartUploadOutput> {
  onlyKnown(input, 'CompleteMultipartUpload', ['MultipartUpload', 'UploadId', 'IfMatch', 'IfNoneMatch']);
  const upload = find(buckets, input);
  const bucket = buckets.get(input.Bucket);
  const parts = input.MultipartUpload?.Parts ?? [];
  if (parts.length === 0) throw invalidArgument('You must specify at least one part');
  const named = parts.map(({ PartNumber = 0, ETag = '' }) => ({ number: PartNumber, etag: ETag }));
  checkWrite(bucket.current(input.Key), input);
  const stored = await bucket.put(input.Key, assemble(upload, named));
  buckets.uploads.end(upload);
  const place = { Bucket: bucket.name, Key: input.Key, Location: `/${bucket.name}/${input.Key}` };
  return { ...place, ETag: stored.content.etag, ...versionOf(bucket, stored) };
}

export function abortMultipartUpload(
  buckets: Buckets,
  input: Checked<AbortMultipartUploadRequest>,
): Record<never, never> {
  buckets.uploads.end(find(buckets, input));
  return {};
}

export function listParts(buckets: Buckets, input: Checked<ListPartsRequest>): ListPartsOutput {
  const upload = find(buckets, input);
  const limit = input.MaxParts ?? 1000;
  const parts = [...upload.parts.values()]
    .sort((a, b) => a.number - b.number)
    .filter(({ number }) => number > Number(input.PartNumberMarker ?? 0));
  const shown = parts.slice(0, limit);
  return {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    MaxParts: limit,
    IsTruncated: shown.length < parts.length,
    ...(shown.length < parts.length && { NextPartNumberMarker: String(shown.at(-1)?.number ?? 0) }),
    Parts: shown.map(({ number, etag, at, body }) => ({
      PartNumber: number,
      ETag: etag,
      LastModified: at,
      Size: body.length,
    })),
    StorageClass: 'STANDARD',
  };
}

/** All on one page. */
export function listMultipartUploads(
  buckets: Buckets,
  input: Checked<ListMultipartUploadsRequest>,
): ListMultipartUploadsOutput {
  const { name } = buckets.get(input.Bucket);
  const uploads = buckets.uploads.of(name).filter(({ key }) => key.startsWith(input.Prefix ?? ''));
  return {
    Bucket: name,
    IsTruncated: false,
    Uploads: uploads.map(({ id, key, startedAt }) => ({
      UploadId: id,
      Key: key,
      Initiated: startedAt,
      StorageClass: 'STANDARD',
    })),
  };
}

function find(buckets: Buckets, { Bucket, Key, UploadId }: Asked): Upload {
  buckets.get(Bucket);
  return buckets.uploads.get({ bucket: Bucket, key: Key, id: UploadId });
}

function keepPart({ parts }: Upload, { number, body, at }: { number: number; body: Uint8Array; at: Date }): string {
  if (number < 1 || number > PARTS_MAX) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive');
  }
  const etag = `"${md5(body)}"`;
  parts.set(number, { number, etag, body, at });
  return etag;
}
