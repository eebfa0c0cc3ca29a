import type { CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3';
import type { Checked } from '../../../wire/service.ts';
import type { StoredObject } from '../bucket.ts';
import type { Buckets } from '../buckets.ts';
import { checkRead, checkWrite } from '../conditions.ts';
import { invalidArgument } from '../refusals.ts';
import { readTagging } from '../tags.ts';
import { checkStandard, HEADERS, headersOf, onlyKnown, versionOf } from './objects.ts';

const SOURCE_CONDITIONS = [
  'CopySourceIfMatch',
  'CopySourceIfNoneMatch',
  'CopySourceIfModifiedSince',
  'CopySourceIfUnmodifiedSince',
];
const KNOWN = [
  ...HEADERS,
  ...SOURCE_CONDITIONS,
  'CopySource',
  'MetadataDirective',
  'TaggingDirective',
  'Tagging',
  'StorageClass',
  'IfMatch',
  'IfNoneMatch',
];

/** Copies an object, or one version of it, on the server. */
export async function copyObject(buckets: Buckets, input: Checked<CopyObjectRequest>): Promise<CopyObjectOutput> {
  onlyKnown(input, 'CopyObject', KNOWN);
  checkStandard(input.StorageClass);
  const { bucket: from, object } = sourceOf(buckets, input.CopySource);
  checkRead(object, {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  });
  const bucket = buckets.get(input.Bucket);
  checkWrite(bucket.current(input.Key), input);
  const replaces = input.MetadataDirective === 'REPLACE';
  if (from === bucket && object === bucket.current(input.Key) && !replaces) {
    throw invalidArgument(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const stored = await bucket.put(input.Key, {
    body: await from.read(object),
    headers: replaces ? headersOf(input) : object.content.headers,
    tags: input.TaggingDirective === 'REPLACE' ? readTagging(input.Tagging) : object.tags,
    etag: object.content.etag,
  });
  const source = versionOf(from, object).VersionId;
  return {
    CopyObjectResult: { ETag: stored.content.etag, LastModified: stored.at },
    ...versionOf(bucket, stored),
    ...(source !== undefined && { CopySourceVersionId: source }),
  };
}

/** `BUCKET/KEY?versionId=ID`, percent-encoded. */
export function sourceOf(buckets: Buckets, source: string) {
  const [path = '', query] = source.split(/\?(?=versionId=)/);
  const [, name = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  if (key === '') throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  const bucket = buckets.get(name);
  const object: StoredObject = bucket.get(key, new URLSearchParams(query ?? '').get('versionId') ?? undefined);
  return { bucket, object };
}
