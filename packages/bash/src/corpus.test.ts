/** The runbooks of others, where they are at hand: everything that bash accepts must be analysable. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyseShell } from './analyse.ts';
import { maskBlanks } from './blanks.ts';

const SHARED = join(import.meta.dirname, '../../../../shared');
const FOLDERS = ['corpus', 'seeds'].map((name) => join(SHARED, name)).filter((folder) => existsSync(folder));
const noBash = spawnSync('bash', ['--version']).status !== 0;

function shellBlocks(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => [
      ...readFileSync(join(folder, name), 'utf8').matchAll(
        /^([ \t]*)(`{3,})(?:bash|sh|shell)[ \t]*\n([\s\S]*?)^[ \t]*\2/gm,
      ),
    ])
    .map(([, indent = '', , body = '']) => body.replace(new RegExp(`^${indent}`, 'gm'), ''));
}

test.skipIf(FOLDERS.length === 0 || noBash)(
  'at most 0.5 % of the blocks that bash accepts are not analysed',
  { timeout: 120_000 },
  () => {
    const blocks = FOLDERS.flatMap(shellBlocks);
    expect(blocks.length).toBeGreaterThan(100);
    const failed = blocks.filter((text) => analyseShell(text).error !== null);
    const accepted = failed.filter((text) => spawnSync('bash', ['-n'], { input: maskBlanks(text).text }).status === 0);
    expect(accepted.length).toBeLessThanOrEqual(blocks.length * 0.005);
  },
);
