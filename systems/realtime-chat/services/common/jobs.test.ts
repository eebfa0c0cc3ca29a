import { expect, test } from 'vitest';
import { pushJob } from './jobs.ts';

const message = {
  id: '7c1f2f43-54f9-4bd4-8a3c-1cf0a4f6c1aa',
  conversationId: '0f6a0df6-3c6c-4d2c-8f0c-0d9d2d3a4a11',
  seq: 7,
  sender: 'alice',
  body: 'hello',
  sentAt: '2026-01-01T00:00:00.000Z',
};

test('a job has the same id however often the message is posted, and another for another user', () => {
  expect(pushJob(message, 'bob')).toEqual(pushJob({ ...message }, 'bob'));
  expect(pushJob(message, 'bob').jobId).not.toBe(pushJob(message, 'carol').jobId);
});

test('the preview is short and does not cut a character in two', () => {
  const { preview } = pushJob({ ...message, body: '🚀'.repeat(200) }, 'bob');
  expect(preview).toBe('🚀'.repeat(80));
});
