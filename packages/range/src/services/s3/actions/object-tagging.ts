import type {
  DeleteObjectTaggingRequest,
  GetObjectTaggingOutput,
  GetObjectTaggingRequest,
  PutObjectTaggingRequest,
} from '@aws-sdk/client-s3';
import type { Checked } from '../../../wire/service.ts';
import type { Buckets } from '../buckets.ts';
import { readTagSet, tagSet } from '../tags.ts';
import { versionOf } from './objects.ts';

type Place = { Bucket: string; Key: string; VersionId?: string | undefined };

function find(buckets: Buckets, { Bucket, Key, VersionId }: Place) {
  const bucket = buckets.get(Bucket);
  const object = bucket.get(Key, VersionId);
  return { object, version: versionOf(bucket, object) };
}

export function getObjectTagging(buckets: Buckets, input: Checked<GetObjectTaggingRequest>): GetObjectTaggingOutput {
  const { object, version } = find(buckets, input);
  return { TagSet: tagSet(object.tags), ...version };
}

export function putObjectTagging(buckets: Buckets, input: Checked<PutObjectTaggingRequest>) {
  const { object, version } = find(buckets, input);
  object.tags = readTagSet(input.Tagging.TagSet);
  return version;
}

export function deleteObjectTagging(buckets: Buckets, input: Checked<DeleteObjectTaggingRequest>) {
  const { object, version } = find(buckets, input);
  object.tags = {};
  return version;
}
