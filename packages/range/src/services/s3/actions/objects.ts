import type {
  GetObjectCommandOutput,
  GetObjectRequest,
  HeadObjectOutput,
  HeadObjectRequest,
  PutObjectCommandInput,
  PutObjectOutput,
} from '@aws-sdk/client-s3';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { type Bucket, md5, NULL_VERSION, type ObjectHeaders } from '../bucket.ts';
import type { Buckets } from '../buckets.ts';
import { type ByteRange, byteRange } from '../byte-range.ts';
import { checkRead, checkWrite } from '../conditions.ts';
import { only } from '../refusals.ts';
import { readTagging } from '../tags.ts';

/** Checksums are those of the transport; they are accepted and not kept. */
const TRANSPORT = [
  'ContentLength',
  'ChecksumAlgorithm',
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumSHA1',
  'ChecksumSHA256',
  'ChecksumType',
  'ChecksumMode',
  'MpuObjectSize',
  'ExpectedBucketOwner',
  'RequestPayer',
];
export const HEADERS = [
  'ContentType',
  'ContentEncoding',
  'ContentDisposition',
  'ContentLanguage',
  'CacheControl',
  'Expires',
  'Metadata',
] as const;
const PLACE = ['Bucket', 'Key'];
const CONDITIONS = ['IfMatch', 'IfNoneMatch', 'IfModifiedSince', 'IfUnmodifiedSince'];
const PUT = [
  ...PLACE,
  ...TRANSPORT,
  ...HEADERS,
  'Body',
  'ContentMD5',
  'Tagging',
  'IfMatch',
  'IfNoneMatch',
  'StorageClass',
];
const READ = [...PLACE, ...TRANSPORT, ...CONDITIONS, 'Range', 'VersionId', 'PartNumber'];
const OVERRIDES = {
  ResponseContentType: 'ContentType',
  ResponseContentEncoding: 'ContentEncoding',
  ResponseContentDisposition: 'ContentDisposition',
  ResponseContentLanguage: 'ContentLanguage',
  ResponseCacheControl: 'CacheControl',
  ResponseExpires: 'Expires',
} as const;

/** Refuses what an operation that carries bytes would accept and not act on. */
export function onlyKnown(input: object, operation: string, known: readonly string[]): void {
  only(input, operation, [...PLACE, ...TRANSPORT, ...known]);
}

export async function putObject(buckets: Buckets, input: Checked<PutObjectCommandInput>): Promise<PutObjectOutput> {
  only(input, 'PutObject', PUT);
  const bucket = buckets.get(input.Bucket);
  const body = bytesOf(input.Body);
  checkDigest(body, input.ContentMD5);
  checkStandard(input.StorageClass);
  checkWrite(bucket.current(input.Key), input);
  const stored = await bucket.put(input.Key, { body, headers: headersOf(input), tags: readTagging(input.Tagging) });
  return { ETag: stored.content.etag, ...versionOf(bucket, stored) };
}

type ObjectWithBody = Omit<GetObjectCommandOutput, '$metadata'>;

export async function getObject(buckets: Buckets, input: Checked<GetObjectRequest>): Promise<ObjectWithBody> {
  const { object, range, output } = readable(buckets, input, 'GetObject');
  const bytes = await buckets.get(input.Bucket).read(object);
  const part = range ? bytes.subarray(range.first, range.last + 1) : bytes;
  // The wire writes bytes; the SDK's type is of the stream that a client sees.
  return { ...output, Body: part as unknown as NonNullable<ObjectWithBody['Body']> };
}

export function headObject(buckets: Buckets, input: Checked<HeadObjectRequest>): HeadObjectOutput {
  return readable(buckets, input, 'HeadObject').output;
}

function readable(buckets: Buckets, input: Checked<GetObjectRequest | HeadObjectRequest>, operation: string) {
  only(input, operation, [...READ, ...Object.keys(OVERRIDES)]);
  const bucket = buckets.get(input.Bucket);
  const object = bucket.get(input.Key, input.VersionId);
  checkRead(object, input);
  const { size, etag, headers } = object.content;
  const range = input.Range === undefined ? null : byteRange(input.Range, size);
  const tagCount = Object.keys(object.tags).length;
  const output = {
    AcceptRanges: 'bytes',
    LastModified: object.at,
    ETag: etag,
    ...headers,
    ...overrides(input),
    ...extent(range, size),
    ...versionOf(bucket, object),
    ...(tagCount > 0 && { TagCount: tagCount }),
  };
  return { object, range, output };
}

function extent(range: ByteRange | null, size: number) {
  if (!range) return { ContentLength: size };
  const { first, last } = range;
  return { ContentLength: last - first + 1, ContentRange: `bytes ${first}-${last}/${size}` };
}

function overrides(input: Checked<GetObjectRequest>): ObjectHeaders {
  const given = Object.entries(OVERRIDES).flatMap(([asked, header]) => {
    const value = input[asked as keyof typeof OVERRIDES];
    return value === undefined ? [] : [[header, value]];
  });
  return Object.fromEntries(given);
}

/** The version of an object, where the bucket keeps versions. */
export function versionOf({ versioning }: Bucket, { id }: { id: string }): { VersionId?: string } {
  return versioning === null && id === NULL_VERSION ? {} : { VersionId: id };
}

export function headersOf(input: ObjectHeaders): ObjectHeaders {
  const given = HEADERS.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]]));
  return { ContentType: 'binary/octet-stream', ...Object.fromEntries(given) };
}

export function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

export function checkDigest(body: Uint8Array, digest: string | undefined): void {
  if (digest === undefined || Buffer.from(digest, 'base64').toString('hex') === md5(body)) return;
  throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400);
}

export function checkStandard(storageClass: string | undefined): void {
  if (storageClass !== undefined) only({ [storageClass]: true }, 'StorageClass', ['STANDARD']);
}
