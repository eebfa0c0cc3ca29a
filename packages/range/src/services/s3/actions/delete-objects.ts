import type {
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
} from '@aws-sdk/client-s3';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { Buckets } from '../buckets.ts';
import { only } from '../refusals.ts';
import { onlyKnown } from './objects.ts';

const KEYS_MAX = 1000;

export async function deleteObject(buckets: Buckets, input: Checked<DeleteObjectRequest>): Promise<DeleteObjectOutput> {
  onlyKnown(input, 'DeleteObject', ['VersionId']);
  const gone = await buckets.get(input.Bucket).delete(input.Key, input.VersionId);
  if (!gone) return input.VersionId === undefined ? {} : { VersionId: input.VersionId };
  return { VersionId: gone.id, ...(gone.content === null && { DeleteMarker: true }) };
}

export async function deleteObjects(
  buckets: Buckets,
  input: Checked<DeleteObjectsRequest>,
): Promise<DeleteObjectsOutput> {
  onlyKnown(input, 'DeleteObjects', ['Delete']);
  const { Objects, Quiet = false } = input.Delete;
  if (Objects.length === 0 || Objects.length > KEYS_MAX) {
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      400,
    );
  }
  const bucket = buckets.get(input.Bucket);
  const deleted: NonNullable<DeleteObjectsOutput['Deleted']> = [];
  for (const { Key, VersionId, ...others } of Objects) {
    only(others, 'DeleteObjects', []);
    const gone = await bucket.delete(Key, VersionId);
    const marker = gone?.content === null && { DeleteMarker: true, DeleteMarkerVersionId: gone.id };
    deleted.push({ Key, ...(VersionId !== undefined && { VersionId }), ...marker });
  }
  return Quiet ? {} : { Deleted: deleted };
}
