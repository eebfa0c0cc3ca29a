import { expect, test } from 'vitest';
import { presignGet } from './presign.ts';

test('the example of the API reference has its signature', () => {
  const url = presignGet({
    origin: 'https://examplebucket.s3.amazonaws.com',
    folder: '',
    key: 'test.txt',
    region: 'us-east-1',
    credentials: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    now: new Date('2013-05-24T00:00:00Z'),
    seconds: 86_400,
  });
  expect(url).toBe(
    'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

test('what stands in a key is encoded', () => {
  const url = presignGet({
    origin: 'http://127.0.0.1:4566',
    folder: '/media',
    key: 'a b/(c)*.txt',
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c/d' },
    now: new Date('2026-01-05T12:00:00Z'),
    seconds: 60,
  });
  expect(url).toContain('http://127.0.0.1:4566/media/a%20b/%28c%29%2A.txt?');
  expect(url).toContain('&X-Amz-Security-Token=c%2Fd&X-Amz-SignedHeaders=host&');
});
