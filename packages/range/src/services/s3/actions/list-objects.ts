import type {
  ListObjectsOutput,
  ListObjectsRequest,
  ListObjectsV2Output,
  ListObjectsV2Request,
  ListObjectVersionsOutput,
  ListObjectVersionsRequest,
} from '@aws-sdk/client-s3';
import type { Checked } from '../../../wire/service.ts';
import type { Bucket } from '../bucket.ts';
import type { Buckets } from '../buckets.ts';
import { listing } from '../listing.ts';
import { invalidArgument } from '../refusals.ts';

const KEYS_MAX = 1000;

export function listObjectsV2(buckets: Buckets, input: Checked<ListObjectsV2Request>): ListObjectsV2Output {
  const { Bucket: Name, StartAfter, ContinuationToken } = input;
  const after = ContinuationToken === undefined ? (StartAfter ?? '') : fromToken(ContinuationToken);
  const shown = shownOf(buckets.get(Name), input, after);
  return {
    ...shown.common,
    Name,
    StartAfter,
    ContinuationToken,
    KeyCount: shown.common.Contents.length + shown.common.CommonPrefixes.length,
    ...(shown.next !== null && { NextContinuationToken: toToken(shown.next) }),
  };
}

export function listObjects(buckets: Buckets, input: Checked<ListObjectsRequest>): ListObjectsOutput {
  const { Bucket: Name, Marker = '', Delimiter } = input;
  const { common, next } = shownOf(buckets.get(Name), input, Marker);
  // Without a delimiter clients go on from the last key.
  return { ...common, Name, Marker, ...(next !== null && Delimiter !== undefined && { NextMarker: next }) };
}

/** Pages end between keys: all versions of a key are on one page. */
export function listObjectVersions(
  buckets: Buckets,
  input: Checked<ListObjectVersionsRequest>,
): ListObjectVersionsOutput {
  const { Bucket: Name, KeyMarker = '', VersionIdMarker, Prefix = '', Delimiter = '', MaxKeys = KEYS_MAX } = input;
  const bucket = buckets.get(Name);
  const { keys, prefixes, next } = listing(bucket.keys(), {
    prefix: Prefix,
    delimiter: Delimiter,
    after: KeyMarker,
    limit: Math.min(MaxKeys, KEYS_MAX),
  });
  const all = keys.flatMap((key) =>
    bucket.versions(key).map((version, index) => ({ ...version, isLatest: index === 0 })),
  );
  const common = (version: (typeof all)[number]) => ({
    Key: encoded(version.key, input),
    VersionId: version.id,
    IsLatest: version.isLatest,
    LastModified: version.at,
  });
  return {
    Name,
    Prefix: encoded(Prefix, input),
    KeyMarker,
    VersionIdMarker,
    MaxKeys,
    ...(Delimiter !== '' && { Delimiter }),
    ...(input.EncodingType && { EncodingType: input.EncodingType }),
    IsTruncated: next !== null,
    ...(next !== null && { NextKeyMarker: encoded(next, input), NextVersionIdMarker: 'null' }),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encoded(prefix, input) })),
    DeleteMarkers: all.filter(({ content }) => content === null).map(common),
    Versions: all.flatMap((version) =>
      version.content
        ? [
            {
              ...common(version),
              ETag: version.content.etag,
              Size: version.content.size,
              StorageClass: 'STANDARD' as const,
            },
          ]
        : [],
    ),
  };
}

type Listed = Checked<Pick<ListObjectsV2Request, 'Prefix' | 'Delimiter' | 'MaxKeys' | 'EncodingType'>>;

function shownOf(bucket: Bucket, input: Listed, after: string) {
  const { Prefix = '', Delimiter, MaxKeys = KEYS_MAX, EncodingType } = input;
  if (MaxKeys < 0) throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647');
  const live = bucket.keys().filter((key) => bucket.current(key));
  const limit = Math.min(MaxKeys, KEYS_MAX);
  const { keys, prefixes, next } = listing(live, { prefix: Prefix, delimiter: Delimiter ?? '', after, limit });
  const objects = keys.map((key) => bucket.get(key));
  const common = {
    Prefix: encoded(Prefix, input),
    MaxKeys,
    ...(Delimiter !== undefined && { Delimiter: encoded(Delimiter, input) }),
    ...(EncodingType && { EncodingType }),
    IsTruncated: next !== null,
    Contents: objects.map(({ key, at, content }) => ({
      Key: encoded(key, input),
      LastModified: at,
      ETag: content.etag,
      Size: content.size,
      StorageClass: 'STANDARD' as const,
    })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encoded(prefix, input) })),
  };
  return { common, next };
}

function encoded(text: string, { EncodingType }: { EncodingType?: string | undefined }): string {
  return EncodingType === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;
}

function toToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function fromToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (toToken(key) !== token) throw invalidArgument('The continuation token provided is incorrect');
  return key;
}
