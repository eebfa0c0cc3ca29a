import { expect, test } from 'vitest';
import { needsSync } from './sync.ts';

const upload = { sizeOnly: false, exactTimes: false, download: false };
const download = { ...upload, download: true };

test.each([
  ['another size', { size: 1, modified: 5 }, { size: 2, modified: 5 }, upload, true],
  ['what is only at the source', { size: 1, modified: 5 }, null, upload, true],
  ['a newer source', { size: 1, modified: 6 }, { size: 1, modified: 5 }, upload, true],
  ['an older source', { size: 1, modified: 4 }, { size: 1, modified: 5 }, upload, false],
  [
    'a newer source, by size only',
    { size: 1, modified: 6 },
    { size: 1, modified: 5 },
    { ...upload, sizeOnly: true },
    false,
  ],
  ['a download over a newer file', { size: 1, modified: 4 }, { size: 1, modified: 5 }, download, true],
  ['a download over an older file', { size: 1, modified: 6 }, { size: 1, modified: 5 }, download, false],
  [
    'the same, by exact times',
    { size: 1, modified: 6 },
    { size: 1, modified: 5 },
    { ...download, exactTimes: true },
    true,
  ],
])('%s', (_, source, target, rules, expected) => {
  expect(needsSync(source, target, rules)).toBe(expected);
});
