import { expect, test } from 'vitest';
import * as bash from './index.ts';

test('the public face', () => {
  expect(Object.keys(bash).sort()).toEqual([
    'analyseShell',
    'carriedAt',
    'fillBlanks',
    'guardArithmetic',
    'guardAssignments',
    'guardBackground',
    'guardExits',
    'guardReads',
    'guardTargets',
    'guardWords',
    'isEndless',
    'isUnfinished',
    'maskBlanks',
    'quoteCommand',
    'quoteWord',
    'replaceBlanks',
    'splitPieces',
    'withoutCarriers',
  ]);
});
