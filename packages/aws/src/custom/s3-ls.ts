/** `aws s3 ls`, after awscli/customizations/s3/subcommands.py (Apache-2.0). Times are local, as there. */

import { loadExecution } from '@steadyhand/aws-catalog';
import type { CommandResult } from '@steadyhand/contracts';
import { EXIT, usageFailure } from '../failure.ts';
import { connectOperation, type Execution } from '../operation.ts';
import { isObject, type Tree, type TreeObject } from '../output/tree.ts';
import { paginate } from '../paginate.ts';
import type { Params } from '../schema.ts';

interface Listing {
  recursive: boolean;
  human: boolean;
  objects: number;
  bytes: number;
  lines: string[];
}

export async function s3Ls(execution: Execution): Promise<CommandResult> {
  const { parsed } = execution;
  const has = (name: string) => parsed.given.some(({ flag }) => flag.name === name);
  const path = (parsed.positionals[0]?.text ?? 's3://').replace(/^s3:\/\//, '');
  if (path === '') return listBuckets(execution);
  const slash = path.indexOf('/');
  const bucket = slash < 0 ? path : path.slice(0, slash);
  const prefix = slash < 0 ? '' : path.slice(slash + 1);
  const listing: Listing = {
    recursive: has('recursive'),
    human: has('human-readable'),
    objects: 0,
    bytes: 0,
    lines: [],
  };
  const params: Params = { Bucket: bucket, Prefix: prefix, ...(listing.recursive ? {} : { Delimiter: '/' }) };
  for await (const page of pagesOf(execution, 'ListObjectsV2', params)) addPage(listing, page);
  const empty = listing.lines.length === 0;
  if (has('summarize')) {
    listing.lines.push(
      '',
      `Total Objects: ${listing.objects}`,
      `   Total Size: ${listing.human ? humanSize(listing.bytes) : listing.bytes}`,
    );
  }
  return { exitCode: empty && prefix !== '' ? 1 : EXIT.done, stdout: joined(listing.lines), stderr: '' };
}

async function listBuckets(execution: Execution): Promise<CommandResult> {
  const lines: string[] = [];
  for await (const page of pagesOf(execution, 'ListBuckets', {})) {
    for (const bucket of objects(page.Buckets)) lines.push(`${localTime(bucket.CreationDate)} ${String(bucket.Name)}`);
  }
  return { exitCode: EXIT.done, stdout: joined(lines), stderr: '' };
}

async function* pagesOf(execution: Execution, operation: string, params: Params): AsyncGenerator<TreeObject> {
  const { caller } = await connectOperation(execution, 's3api', operation);
  const model = loadExecution('s3api').paginators[operation];
  if (!model) throw usageFailure(`s3api ${operation} has no paginator`);
  yield* paginate(caller, model, { params, paging: { maxItems: null, pageSize: null, startingToken: null } }).pages;
}

function addPage(listing: Listing, page: TreeObject): void {
  for (const common of objects(page.CommonPrefixes)) {
    const name = String(common.Prefix).split('/').at(-2) ?? '';
    listing.lines.push(`${'PRE'.padStart(30)} ${name}/`);
  }
  for (const object of objects(page.Contents)) {
    const key = String(object.Key);
    const size = Number(object.Size);
    listing.objects += 1;
    listing.bytes += size;
    const shown = (listing.human ? humanSize(size) : String(size)).padStart(10);
    listing.lines.push(
      `${localTime(object.LastModified)} ${shown} ${listing.recursive ? key : (key.split('/').at(-1) ?? '')}`,
    );
  }
}

function objects(tree: Tree | undefined): TreeObject[] {
  return Array.isArray(tree) ? tree.filter(isObject) : [];
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function localTime(tree: Tree | undefined): string {
  const date = new Date(String(tree));
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function humanSize(bytes: number): string {
  if (bytes === 1) return '1 Byte';
  if (bytes < 1024) return `${bytes} Bytes`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (Math.round(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}
