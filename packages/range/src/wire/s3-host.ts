import { header, type WireRequest } from './message.ts';

/** Hosts of S3 that name a bucket before them: `BUCKET.s3.REGION.amazonaws.com`, and `BUCKET.localhost` for local ones. */
const BUCKET_HOST = /^(.+?)\.(?:s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com|(?:s3\.)?localhost)(?::\d+)?$/;

/** The request as it would be with its bucket in the path, whichever way it was sent. */
export function withBucketInPath(request: WireRequest): WireRequest {
  const bucket = BUCKET_HOST.exec(header(request, 'host') ?? '')?.[1];
  return bucket === undefined || bucket === 's3' ? request : { ...request, path: `/${bucket}${request.path}` };
}
