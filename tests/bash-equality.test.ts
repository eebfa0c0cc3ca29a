/** A session beside a real bash: the same calls with the same arguments and input, and the same exit codes. */
import { dateProgram } from '@steadyhand/programs';
import { expect, test } from 'vitest';
import { documentsOfOthers, ownDocument, readShellBlocks } from '../scripts/bash-equality/blocks.ts';
import { canIsolate } from '../scripts/bash-equality/bubble.ts';
import type { Compared } from '../scripts/bash-equality/compare.ts';
import { compareAll } from '../scripts/bash-equality/compare-all.ts';

const isolates = canIsolate();
const documents = documentsOfOthers();
/** All of them take minutes, so one in ten is run, which may have a block more or less; `scripts/bash-equality.ts` runs all. */
const sample =
  process.env.STEADYHAND_TEST_EVERY_BLOCK === undefined ? { every: 10, least: 0.97 } : { every: 1, least: 0.98 };

test.skipIf(!isolates)(
  'our own blocks do the same in a session and in bash (skipped where unshare gives no namespaces)',
  { timeout: 120_000 },
  async () => {
    const blocks = await readShellBlocks([ownDocument('bash-equality')]);
    expect(blocks.length).toBeGreaterThanOrEqual(100);
    const compared = await compareAll(blocks, { real: new Map([['date', dateProgram]]) });
    expect(compared.filter(({ verdict }) => verdict !== 'same').map(shown)).toEqual([]);
  },
);

test.skipIf(!isolates)('what would differ is refused before anything runs', { timeout: 120_000 }, async () => {
  const blocks = await readShellBlocks([ownDocument('bash-refused')]);
  expect(blocks.length).toBeGreaterThanOrEqual(25);
  const compared = await compareAll(blocks);
  expect(compared.filter(({ verdict }) => verdict !== 'refused').map(shown)).toEqual([]);
});

test.skipIf(!isolates || documents.length === 0)(
  'at least 98 % of the blocks of others that bash accepts do the same (skipped where ../shared is absent)',
  { timeout: 600_000 },
  async () => {
    const blocks = await readShellBlocks(documents);
    expect(blocks.length).toBeGreaterThan(1000);
    const compared = await compareAll(blocks.filter((_, i) => i % sample.every === 0));
    const accepted = compared.filter(({ verdict }) => verdict !== 'not accepted');
    const same = accepted.filter(({ verdict }) => verdict === 'same');
    const others = accepted.filter(({ verdict }) => verdict !== 'same').map(shown);
    expect(same.length / accepted.length, others.join('\n')).toBeGreaterThanOrEqual(sample.least);
  },
);

function shown({ block, verdict, reason }: Compared): string {
  return `${block.document}:${block.line}: ${verdict}: ${reason}`;
}
