import type { Clock, Stack } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';
import type { LoadBalancer } from '../../world/load-balancer.ts';
import type { Names } from '../../world/names.ts';
import { accessLogFolder } from '../elbv2/access-log-folder.ts';
import type { Buckets } from '../s3/buckets.ts';
import type { LogTable } from './log-database.ts';

export type Catalog = Stack['athena'][number];

/** What of the range Athena looks at. */
export interface AthenaWorld {
  readonly stack: Stack;
  readonly names: Names;
  readonly clock: Clock;
  readonly balancers: readonly LoadBalancer[];
  readonly startedAt: number;
}

export const CATALOG = 'AwsDataCatalog';

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message).with({ AthenaErrorCode: 'INVALID_INPUT' });
}

/** @throws {AwsError} InvalidRequestException */
export function workGroupOf({ stack }: AthenaWorld, name: string): Catalog {
  const found = stack.athena.find(({ workGroup }) => workGroup === name);
  if (!found) throw invalidRequest(`WorkGroup is not found: ${name}`);
  return found;
}

/** The tables of all databases, of those whose bucket is there. */
export function tablesOf({ stack, names }: AthenaWorld, buckets: Buckets): LogTable[] {
  return stack.athena.flatMap(({ database, tables }) =>
    tables.flatMap(({ name, accessLogsOf }) => {
      const logs = stack.loadBalancers.find(({ id }) => id === accessLogsOf)?.accessLogs;
      const bucketName = stack.buckets.find(({ id }) => id === logs?.bucket)?.name;
      const bucket = buckets.all().find((candidate) => candidate.name === bucketName);
      return logs && bucket ? [{ database, name, bucket, prefix: accessLogFolder(names, logs.prefix) }] : [];
    }),
  );
}
