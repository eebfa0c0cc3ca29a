import type { Clock } from '@steadyhand/contracts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from './actions/buckets.ts';
import { copyObject } from './actions/copy-object.ts';
import { deleteObject, deleteObjects } from './actions/delete-objects.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './actions/list-objects.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './actions/multipart.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './actions/object-tagging.ts';
import { getObject, headObject, putObject } from './actions/objects.ts';
import type { Buckets } from './buckets.ts';

/** S3: one for all regions of a range, with the bytes in files. */
export function createS3(buckets: Buckets, clock: Clock): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-s3')> = {
    AbortMultipartUpload: (input) => abortMultipartUpload(buckets, input),
    CompleteMultipartUpload: (input) => completeMultipartUpload(buckets, input),
    CopyObject: (input) => copyObject(buckets, input),
    CreateBucket: (input, caller) => createBucket(buckets, input, caller),
    CreateMultipartUpload: (input) => createMultipartUpload(buckets, input, clock),
    DeleteBucket: (input) => deleteBucket(buckets, input),
    DeleteObject: (input) => deleteObject(buckets, input),
    DeleteObjectTagging: (input) => deleteObjectTagging(buckets, input),
    DeleteObjects: (input) => deleteObjects(buckets, input),
    GetBucketLocation: (input) => getBucketLocation(buckets, input),
    GetBucketVersioning: (input) => getBucketVersioning(buckets, input),
    GetObject: (input) => getObject(buckets, input),
    GetObjectTagging: (input) => getObjectTagging(buckets, input),
    HeadBucket: (input) => headBucket(buckets, input),
    HeadObject: (input) => headObject(buckets, input),
    ListBuckets: (input, caller) => listBuckets(buckets, input, caller.account),
    ListMultipartUploads: (input) => listMultipartUploads(buckets, input),
    ListObjectVersions: (input) => listObjectVersions(buckets, input),
    ListObjects: (input) => listObjects(buckets, input),
    ListObjectsV2: (input) => listObjectsV2(buckets, input),
    ListParts: (input) => listParts(buckets, input),
    PutBucketVersioning: (input) => putBucketVersioning(buckets, input),
    PutObject: (input) => putObject(buckets, input),
    PutObjectTagging: (input) => putObjectTagging(buckets, input),
    UploadPart: (input) => uploadPart(buckets, input, clock),
    UploadPartCopy: (input) => uploadPartCopy(buckets, input, clock),
  };
  return { client: 's3', load: () => import('@aws-sdk/client-s3'), handlers };
}
