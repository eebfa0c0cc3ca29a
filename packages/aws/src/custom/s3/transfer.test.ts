import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { createAwsHandler } from '../../handler.ts';
import { awsCall, rangeContext } from '../../testing/context.ts';

interface Sent {
  line: string;
  headers: Readonly<Record<string, unknown>>;
  body: string;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server that keeps what is asked of it, and answers everything with `answer`. */
async function bucket(answer: (sent: Sent) => { status?: number; headers?: Record<string, string>; body?: string }) {
  const sent: Sent[] = [];
  const server = createServer(async (request, response) => {
    const one = {
      line: `${request.method} ${request.url}`,
      headers: request.headers,
      body: (await buffer(request)).toString('latin1'),
    };
    sent.push(one);
    const { status = 200, headers = {}, body = '' } = answer(one);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { sent, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('an upload carries what its options say, and the type that its name tells', async () => {
  const { sent, url } = await bucket(() => ({}));
  const files = new Map([['report.json', Buffer.from('{}')]]);
  const options = ['--acl', 'private', '--cache-control', 'no-store', '--metadata', 'owner=ada', '--sse'];
  const call = awsCall('s3', 'cp', 'report.json', 's3://b/r.json', ...options);
  const result = await createAwsHandler().run(call, rangeContext({ endpoint: url, files }));
  expect(result).toMatchObject({ exitCode: 0, stdout: 'upload: ./report.json to s3://b/r.json\n' });
  expect(sent).toHaveLength(1);
  expect(sent[0]?.line).toMatch(/^PUT \/b\/r\.json/);
  expect(sent[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-amz-acl': 'private',
    'cache-control': 'no-store',
    'x-amz-meta-owner': 'ada',
    'x-amz-server-side-encryption': 'AES256',
  });
});

const listing = (...keys: string[]) => ({
  headers: { 'content-type': 'application/xml' },
  body: `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size><LastModified>2026-01-05T12:00:00.000Z</LastModified></Contents>`).join('')}</ListBucketResult>`,
});

test('a key that points out of the folder is not written', async () => {
  const { url } = await bucket(({ line }) =>
    line.includes('list-type') ? listing('p/../../etc/passwd', 'p/a') : { body: 'x' },
  );
  const files = new Map<string, Uint8Array>();
  const call = awsCall('s3', 'cp', 's3://b/p', 'down', '--recursive');
  const result = await createAwsHandler().run(call, rangeContext({ endpoint: url, files }));
  expect([...files.keys()]).toEqual(['/down/a']);
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain('Skipping file s3://b/p/../../etc/passwd. File references a parent directory.');
});

test('one that fails does not keep the others, and the end is 1', async () => {
  const { sent, url } = await bucket(({ line }) => {
    if (line.includes('list-type')) return listing('p/a', 'p/b');
    return line.includes('/p/a')
      ? { status: 403, body: '<Error><Code>AccessDenied</Code><Message>No</Message></Error>' }
      : {};
  });
  const call = awsCall('s3', 'rm', 's3://b/p', '--recursive');
  const result = await createAwsHandler().run(call, rangeContext({ endpoint: url }));
  expect(result).toMatchObject({
    exitCode: 1,
    stdout: 'delete: s3://b/p/b\n',
    stderr: 'delete failed: s3://b/p/a An error occurred (AccessDenied) when calling the DeleteObject operation: No\n',
  });
  expect(sent.filter(({ line }) => line.startsWith('DELETE'))).toHaveLength(2);
});

test('what was done before it was aborted is said', async () => {
  const controller = new AbortController();
  const { url } = await bucket(({ line }) => (line.includes('list-type') ? listing('p/a', 'p/b') : {}));
  const live = () => controller.abort();
  const call = awsCall('s3', 'rm', 's3://b/p', '--recursive');
  const result = await createAwsHandler().run(call, rangeContext({ endpoint: url, signal: controller.signal, live }));
  expect(result).toEqual({ exitCode: 130, stdout: 'delete: s3://b/p/a\n', stderr: 'cancelled: ctrl-c received\n' });
});

test('an archived object is skipped with a warning', async () => {
  const headers = {
    'content-length': '1',
    'x-amz-storage-class': 'GLACIER',
    'last-modified': 'Mon, 05 Jan 2026 12:00:00 GMT',
  };
  const { sent, url } = await bucket(() => ({ headers }));
  const call = awsCall('s3', 'cp', 's3://b/old', 'here');
  const result = await createAwsHandler().run(call, rangeContext({ endpoint: url }));
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain('warning: Skipping file s3://b/old. Object is of storage class GLACIER.');
  expect(sent.map(({ line }) => line.split(' ')[0])).toEqual(['HEAD']);
});

test('input of bytes that may be text or not is refused, text is uploaded', async () => {
  const { sent, url } = await bucket(() => ({}));
  const handler = createAwsHandler();
  const call = (stdin: string) => ({ ...awsCall('s3', 'cp', '-', 's3://b/k'), stdin });
  expect((await handler.run(call('\x1f\x8b\x08'), rangeContext({ endpoint: url }))).exitCode).toBe(252);
  expect(sent).toEqual([]);
  expect((await handler.run(call('Grüße ✓'), rangeContext({ endpoint: url }))).exitCode).toBe(0);
  expect(sent[0]?.body).toContain(Buffer.from('Grüße ✓').toString('latin1'));
});

test('a file of the session is not moved, as it could not be removed', async () => {
  const { sent, url } = await bucket(() => ({}));
  const files = new Map([['a', Buffer.from('x')]]);
  const result = await createAwsHandler().run(
    awsCall('s3', 'mv', 'a', 's3://b/a'),
    rangeContext({ endpoint: url, files }),
  );
  expect(result.stderr).toContain('AWS_OPERATION_UNSUPPORTED');
  expect(sent).toEqual([]);
});
