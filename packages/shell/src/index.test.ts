import { expect, test } from 'vitest';
import * as face from './index.ts';

test('the public face', () => {
  expect(Object.keys(face).sort()).toEqual([
    'commandDigest',
    'createRedactor',
    'decide',
    'openSession',
    'recordedCalls',
    'recordedHostFiles',
  ]);
});
