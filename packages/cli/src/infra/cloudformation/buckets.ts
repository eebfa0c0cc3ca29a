import type { Exporting } from '../exporting.ts';
import { logBucketPolicy, logBuckets } from '../facts/access-logs.ts';
import type { Resource } from '../tree.ts';
import { ACCOUNT } from './refs.ts';
import { resource } from './resource.ts';

export function buckets(exporting: Exporting): Resource[] {
  const { stack, attribute } = exporting;
  const policies = logBuckets(stack).map((id) =>
    resource('BucketPolicy', id, {
      body: {
        Bucket: attribute('bucket', id, 'name'),
        PolicyDocument: logBucketPolicy(exporting, id, ACCOUNT),
      },
    }),
  );
  const each = stack.buckets.map(({ id, name, versioned }) =>
    resource('Bucket', id, {
      body: {
        BucketName: name,
        VersioningConfiguration: versioned ? { Status: 'Enabled' } : undefined,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
      attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
    }),
  );
  return [...each, ...policies];
}
