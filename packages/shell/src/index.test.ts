import { expect, test } from 'vitest';
import * as face from './index.ts';

test('the public face', () => {
  expect(Object.keys(face).sort()).toEqual([
    'ASKS',
    'PURE_TOOLS',
    'commandDigest',
    'createRedactor',
    'decide',
    'isShellTool',
    'openSession',
    'recordedCalls',
    'recordedHostFiles',
    'statusOf',
  ]);
});
