import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseRunbook } from './index.ts';
import { grammars } from './testing.ts';

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.md'));

/** Each pair was read line by line; `vitest -u` writes them anew. */
describe('golden pairs', () => {
  test.each(names)('%s', async (name) => {
    const runbook = parseRunbook(readFileSync(`${folder}${name}`, 'utf8'), { grammars });
    expect(runbook.coverage.unaccounted).toEqual([]);
    await expect(`${JSON.stringify(runbook, null, 1)}\n`).toMatchFileSnapshot(
      `${folder}${name.replace(/\.md$/, '.json')}`,
    );
  });
});
