/** The S3 operations of one command. */
import { loadExecution } from '@steadyhand/aws-catalog';
import type { Response } from '../../caller.ts';
import { ServiceFailure, usageFailure } from '../../failure.ts';
import { connectOperation, type Execution } from '../../operation.ts';
import { isObject, type TreeObject } from '../../output/tree.ts';
import { paginate } from '../../paginate.ts';
import type { Params } from '../../schema.ts';

export interface Found {
  key: string;
  size: number;
  /** Milliseconds since the epoch. */
  modified: number;
  storageClass: string | undefined;
}

/** Throws CommandFailure. */
export async function callS3(execution: Execution, operation: string, params: Params): Promise<Response> {
  const { caller } = await connectOperation(execution, 's3api', operation);
  return caller.call(params);
}

/** All objects under a prefix, page by page. */
export async function* listKeys(execution: Execution, params: Params, pageSize: number | null): AsyncGenerator<Found> {
  const { caller } = await connectOperation(execution, 's3api', 'ListObjectsV2');
  const model = loadExecution('s3api').paginators.ListObjectsV2;
  if (!model) throw usageFailure('s3api list-objects-v2 has no paginator');
  const { pages } = paginate(caller, model, { params, paging: { maxItems: null, pageSize, startingToken: null } });
  for await (const page of pages) {
    for (const object of Array.isArray(page.Contents) ? page.Contents : []) {
      if (isObject(object)) yield foundOf(String(object.Key), object, Number(object.Size));
    }
  }
}

/** One object, with the words of the real CLI when there is none. */
export async function headKey(execution: Execution, params: Params): Promise<Found> {
  try {
    const { tree } = await callS3(execution, 'HeadObject', params);
    return foundOf(String(params.Key), tree, Number(tree.ContentLength));
  } catch (error) {
    if (!(error instanceof ServiceFailure) || error.status !== 404) throw error;
    const message = `Key "${String(params.Key)}" does not exist`;
    throw new ServiceFailure('HeadObject', { code: '404', message, status: 404 });
  }
}

function foundOf(key: string, object: TreeObject, size: number): Found {
  const restored = typeof object.Restore === 'string' && object.Restore.includes('ongoing-request="false"');
  const modified = Date.parse(String(object.LastModified));
  return { key, size, modified, storageClass: restored ? undefined : (object.StorageClass as string | undefined) };
}
