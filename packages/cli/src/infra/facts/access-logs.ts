import type { Stack } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import type { Body, Template } from '../tree.ts';
import { logFolder } from './alb-log-table.ts';

/** Ids of the buckets in which load balancers keep their access logs. */
export function logBuckets({ loadBalancers }: Stack): string[] {
  return [...new Set(loadBalancers.flatMap(({ accessLogs }) => accessLogs?.bucket ?? []))];
}

/** As "Enable access logs for your Application Load Balancer" of AWS' documentation has it. */
export function logBucketPolicy({ stack, attribute, text }: Exporting, bucket: string, account: Template): Body {
  const prefixes = stack.loadBalancers.flatMap(({ accessLogs }) =>
    accessLogs?.bucket === bucket ? accessLogs.prefix : [],
  );
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: [...new Set(prefixes)].map(
          (prefix) => text`${attribute('bucket', bucket, 'arn')}/${logFolder(prefix)}/${account}/*`,
        ),
      },
    ],
  };
}
