import { expect, test } from 'vitest';
import { artifactsOf } from './artifacts-of.ts';
import { operationStory, serviceOutput } from './testing-stories.ts';
import { Writer } from './testing-writer.ts';

test('files that the session wrote, and outputs above 16 KiB', () => {
  const artifacts = artifactsOf(operationStory().events);
  expect(artifacts.map(({ name, kind, bytes }) => ({ name, kind, bytes }))).toEqual([
    { name: '/work-files/service.json', kind: 'file', bytes: 3 },
    { name: 'line-65-aws.stdout', kind: 'output', bytes: Buffer.byteLength(serviceOutput()) },
  ]);
  expect(artifacts[0]?.content().toString()).toBe('{}\n');
  expect(artifacts[1]?.content().toString()).toBe(serviceOutput());
});

test('names are unique, streams and bytes are kept apart, and the last file of a path counts', () => {
  const run = new Writer('manual-scaling');
  const large = 'x'.repeat(16 * 1024 + 1);
  const bytes = Buffer.alloc(20_000, 0xff);
  const stepId = run.begin(0);
  run.command({ stepId, line: 9, argv: ['s3', 'list-it'], outcome: { stdout: large, stderr: large } });
  run.command({ stepId, line: 9, argv: ['s3', 'list-it'], outcome: { stdout: large } });
  const binary = { stdout: '[20000 bytes]', binary: bytes.toString('base64') };
  run.command({ stepId: 'bind', line: 1, argv: ['s3', 'get-it'], outcome: binary });
  run.command({ stepId, line: 9, argv: ['s3', 'list-it'], outcome: { stdout: large.slice(1) } });
  for (const data of ['old', 'new'])
    run.add('artifact', { path: '/tmp/a', bytes: 3, data: Buffer.from(data).toString('base64') });
  const artifacts = artifactsOf(run.events);
  const names = ['/tmp/a', 'line-9-aws.stdout', 'line-9-aws.stderr', 'line-9-aws-2.stdout', 'bind-aws.stdout'];
  expect(artifacts.map(({ name }) => name)).toEqual(names);
  expect(artifacts[0]?.content().toString()).toBe('new');
  expect(artifacts[4]?.content().equals(bytes)).toBe(true);
});
