/** The five real runbooks whole, beside what a careful reader found in them: fixtures/seeds. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseRunbook } from '@steadyhand/runbook';
import { expect, test } from 'vitest';
import { loadGrammars } from '../packages/cli/src/compose.ts';
import { structureOf } from './runbook-structure.ts';

const folder = resolve(import.meta.dirname, '../../shared/seeds');
const goldens = resolve(import.meta.dirname, 'fixtures/seeds');
const SEEDS = ['discordination', 'oh-my-coins', 'pardon-simulator', 'realtime-chat', 'usage-metrics'];

/** `vitest -u` writes them anew; the difference is then to be read beside the document. */
test.skipIf(!existsSync(folder)).each(SEEDS)(
  '%s reads as its golden says (skipped where ../shared is absent)',
  async (name) => {
    const text = readFileSync(`${folder}/${name}.md`, 'utf8');
    const runbook = parseRunbook(text, { grammars: await loadGrammars() });
    await expect(structureOf(runbook)).toMatchFileSnapshot(`${goldens}/${name}.txt`);
  },
);
