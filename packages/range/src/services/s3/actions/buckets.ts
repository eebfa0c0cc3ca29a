import type {
  CreateBucketOutput,
  CreateBucketRequest,
  GetBucketLocationOutput,
  GetBucketVersioningOutput,
  HeadBucketOutput,
  ListBucketsOutput,
  ListBucketsRequest,
  PutBucketVersioningRequest,
} from '@aws-sdk/client-s3';
import { AwsError, type Caller, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { Buckets } from '../buckets.ts';
import { notHere, only } from '../refusals.ts';

type Named = { Bucket: string };
type LocationConstraint = NonNullable<GetBucketLocationOutput['LocationConstraint']>;

const BUCKETS_PAGE = 10_000;
/** The region that S3 does not name. */
const FIRST_REGION = 'us-east-1';

export function listBuckets(buckets: Buckets, input: Checked<ListBucketsRequest>, owner: string): ListBucketsOutput {
  const { Prefix = '', BucketRegion, MaxBuckets = BUCKETS_PAGE, ContinuationToken: token } = input;
  const all = buckets
    .all()
    .filter(({ name, region }) => name.startsWith(Prefix) && (BucketRegion === undefined || region === BucketRegion));
  const { items, nextToken } = page(all, { limit: MaxBuckets, token });
  return {
    Buckets: items.map(({ name, createdAt, region }) => ({
      Name: name,
      CreationDate: createdAt,
      BucketRegion: region,
    })),
    Owner: { ID: owner },
    ContinuationToken: nextToken,
  };
}

export async function createBucket(
  buckets: Buckets,
  input: Checked<CreateBucketRequest>,
  caller: Caller,
): Promise<CreateBucketOutput> {
  only(input, 'CreateBucket', ['Bucket', 'CreateBucketConfiguration']);
  const { LocationConstraint, ...others } = input.CreateBucketConfiguration ?? {};
  only(others, 'CreateBucket', []);
  await buckets.create(input.Bucket, LocationConstraint ?? (caller.region || FIRST_REGION));
  return { Location: `/${input.Bucket}` };
}

export function deleteBucket(buckets: Buckets, { Bucket }: Named): Record<never, never> {
  buckets.delete(Bucket);
  return {};
}

export function headBucket(buckets: Buckets, { Bucket }: Named): HeadBucketOutput {
  return { BucketRegion: buckets.get(Bucket).region };
}

export function getBucketLocation(buckets: Buckets, { Bucket }: Named): GetBucketLocationOutput {
  const { region } = buckets.get(Bucket);
  // Regions are text on the wire; the SDK lists those that it knows.
  return region === FIRST_REGION ? {} : { LocationConstraint: region as LocationConstraint };
}

export function getBucketVersioning(buckets: Buckets, { Bucket }: Named): GetBucketVersioningOutput {
  const { versioning } = buckets.get(Bucket);
  return versioning === null ? {} : { Status: versioning };
}

export function putBucketVersioning(
  buckets: Buckets,
  { Bucket, VersioningConfiguration: { Status, MFADelete } }: Checked<PutBucketVersioningRequest>,
): Record<never, never> {
  if (MFADelete === 'Enabled') throw notHere('MFADelete');
  if (!Status)
    throw new AwsError('IllegalVersioningConfigurationException', 'The Versioning element must be specified', 400);
  buckets.get(Bucket).versioning = Status;
  return {};
}
