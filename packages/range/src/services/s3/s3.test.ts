import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { thisMachine } from '../../machine.ts';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { Buckets } from './buckets.ts';
import { createS3 } from './s3.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
let server: WireServer;
let s3: S3Client;
let folder: string;
let count = 0;
let Bucket: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-s3-'));
  const { clock } = thisMachine();
  const buckets = new Buckets({ clock, folder: join(folder, 's3') });
  server = await startWireServer({ services: [createS3(buckets, clock)], clock, account: '000000000000' });
  s3 = new S3Client({ endpoint: server.url, region: 'eu-west-1', credentials });
});

afterAll(async () => {
  s3.destroy();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  count += 1;
  Bucket = `bucket-${count}`;
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
});

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const text = async (Key: string, more = {}) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();

describe('objects', () => {
  test('come back as they were put, with what was said of them', async () => {
    const Key = 'a folder/ä+b&c?.txt';
    const Metadata = { who: 'me' };
    const { ETag } = await s3.send(
      new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentType: 'text/plain', Metadata, Tagging: 'a=1&b=2' }),
    );
    expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(await text(Key)).toBe('hello');
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ContentLength: 5, ContentType: 'text/plain', Metadata, ETag, TagCount: 2 });
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
    expect(TagSet).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
  });

  test('are read in part and on condition', async () => {
    const { ETag } = await put('digits', '0123456789');
    const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'digits', Range: 'bytes=2-4' }));
    expect(part).toMatchObject({ $metadata: { httpStatusCode: 206 }, ContentRange: 'bytes 2-4/10', ContentLength: 3 });
    expect(await part.Body?.transformToString()).toBe('234');
    expect(await text('digits', { Range: 'bytes=-3' })).toBe('789');
    await expect(text('digits', { Range: 'bytes=20-' })).rejects.toMatchObject({ name: 'InvalidRange' });
    await expect(text('digits', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(text('digits', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const again = new PutObjectCommand({ Bucket, Key: 'digits', Body: 'x', IfNoneMatch: '*' });
    await expect(s3.send(again)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  test('that are not there are missed in the words of S3', async () => {
    await expect(text('nothing')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'no-bucket' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'no-bucket' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(
      s3.send(new PutObjectCommand({ Bucket, Key: 'x', Body: 'x', ACL: 'public-read' })),
    ).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });

  test('are listed by prefix and delimiter, a page at a time', async () => {
    for (const key of ['a/1', 'a/2', 'b', 'c/1', 'c/2', 'd']) await put(key, key);
    const shown: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2, ContinuationToken }));
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      shown.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
      shown.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(shown.sort()).toEqual(['a/', 'b', 'c/', 'd']);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'c/', StartAfter: 'c/1' }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['c/2']);
    const Objects = ['a/1', 'b', 'nothing'].map((Key) => ({ Key }));
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['a/1', 'b', 'nothing']);
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(4);
  });

  test('keep their versions where the bucket does', async () => {
    await put('plain', 'zero');
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const first = await put('plain', 'one');
    await put('plain', 'two');
    const { VersionId, DeleteMarker } = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'plain' }));
    expect(DeleteMarker).toBe(true);
    await expect(text('plain')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await text('plain', { VersionId: first.VersionId })).toBe('one');
    expect(await text('plain', { VersionId: 'null' })).toBe('zero');
    const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect([Versions?.length, DeleteMarkers?.length]).toEqual([3, 1]);
    const CopySource = `${Bucket}/plain?versionId=${first.VersionId}`;
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'restored', CopySource }));
    expect(await text('restored')).toBe('one');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'plain', VersionId }));
    expect(await text('plain')).toBe('two');
  });

  test('are put together from parts', async () => {
    const Key = 'large';
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const bodies = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('end')];
    const Parts = await Promise.all(
      bodies.map(async (Body, index) => {
        const PartNumber = index + 1;
        const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
        return { PartNumber, ETag };
      }),
    );
    const complete = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
    const { ETag } = await s3.send(new CompleteMultipartUploadCommand(complete));
    expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(await text(Key, { Range: 'bytes=-4' })).toBe('aend');
    await expect(s3.send(new CompleteMultipartUploadCommand(complete))).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });
});

describe('buckets', () => {
  test('have a place and an end', async () => {
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
    const { Buckets: all } = await s3.send(new ListBucketsCommand({ Prefix: Bucket }));
    expect(all?.map(({ Name }) => Name)).toContain(Bucket);
    await expect(s3.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
    await put('last', 'x');
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'last' }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('are found by their host name as well', async () => {
    await put('hosted', 'here');
    const { hostname, port } = new URL(server.url);
    const { request } = await import('node:http');
    const body = await new Promise((resolve) => {
      const headers = { host: `${Bucket}.s3.eu-west-1.amazonaws.com` };
      request({ hostname, port, path: '/hosted', headers }, (answer) =>
        answer.on('data', (chunk) => resolve(String(chunk))),
      ).end();
    });
    expect(body).toBe('here');
  });
});

describe('the real aws', async () => {
  const run = promisify(execFile);
  const isThere = await run('aws', ['--version']).then(
    () => true,
    () => false,
  );
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'eu-west-1',
  };
  const aws = async (...args: string[]) =>
    (await run('aws', ['--endpoint-url', server.url, 's3', ...args], { env })).stdout;

  test.skipIf(!isThere)('copies, lists, syncs and removes', { timeout: 60_000 }, async () => {
    const from = join(folder, 'from');
    const back = join(folder, 'back');
    await mkdir(join(from, 'sub'), { recursive: true });
    await writeFile(join(from, 'one.txt'), 'one');
    await writeFile(join(from, 'sub', 'large.bin'), Buffer.alloc(9 * 1024 * 1024, 7));
    await aws('sync', from, `s3://${Bucket}/kept`);
    expect(await aws('ls', `s3://${Bucket}/kept/`)).toMatch(/PRE sub\/\n.* 3 one\.txt/);
    await aws('cp', '--recursive', `s3://${Bucket}/kept`, back);
    expect(Buffer.compare(await readFile(join(back, 'sub', 'large.bin')), Buffer.alloc(9 * 1024 * 1024, 7))).toBe(0);
    await aws('rm', '--recursive', `s3://${Bucket}`);
    expect(await aws('ls', '--recursive', `s3://${Bucket}/`).catch((error) => error.stdout)).toBe('');
  });
});
