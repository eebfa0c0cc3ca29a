import type { Exporting } from '../exporting.ts';
import { logBucketPolicy, logBuckets } from '../facts/access-logs.ts';
import { JsonText, type Resource, type Template } from '../tree.ts';
import { ACCOUNT } from './refs.ts';

export function buckets(exporting: Exporting): Resource[] {
  const { stack, attribute } = exporting;
  const policies = logBuckets(stack).map((id) => ({
    type: 'aws_s3_bucket_policy',
    name: id,
    body: {
      bucket: attribute('bucket', id, 'name'),
      policy: new JsonText(logBucketPolicy(exporting, id, ACCOUNT)),
    },
  }));
  const each = stack.buckets.flatMap(({ id, name, versioned }) => {
    const bucket = attribute('bucket', id, 'name');
    return [
      { type: 'aws_s3_bucket', name: id, body: { bucket: name } },
      ...(versioned ? [versioning(id, bucket)] : []),
      {
        type: 'aws_s3_bucket_public_access_block',
        name: id,
        body: {
          bucket,
          block_public_acls: true,
          block_public_policy: true,
          ignore_public_acls: true,
          restrict_public_buckets: true,
        },
      },
    ];
  });
  return [...each, ...policies];
}

function versioning(id: string, bucket: Template): Resource {
  const body = { bucket, versioning_configuration: { status: 'Enabled' } };
  return { type: 'aws_s3_bucket_versioning', name: id, body };
}
