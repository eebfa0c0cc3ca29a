import { expect, test } from 'vitest';
import { formatImageReference, parseImageReference } from './image-reference.ts';

const digest = `sha256:${'0'.repeat(64)}`;

test.each([
  ['api', { repository: 'api', tag: 'latest', digest: null }],
  ['localhost:5000/api:2', { repository: 'localhost:5000/api', tag: '2', digest: null }],
  [
    '000000000000.dkr.ecr.eu-west-1.amazonaws.com/chat/api:v1.2',
    { repository: '000000000000.dkr.ecr.eu-west-1.amazonaws.com/chat/api', tag: 'v1.2', digest: null },
  ],
  [`api@${digest}`, { repository: 'api', tag: null, digest }],
  [`api:1@${digest}`, { repository: 'api', tag: '1', digest }],
])('%s', (text, reference) => {
  expect(parseImageReference(text)).toEqual(reference);
  expect(formatImageReference(reference)).toBe(text === 'api' ? 'api:latest' : text);
});

test.each(['', ':1', 'api:', 'API/x y', 'api@sha256:12'])('"%s" is no reference', (text) => {
  expect(parseImageReference(text)).toBeNull();
});
