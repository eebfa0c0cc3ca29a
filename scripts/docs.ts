/** Writes docs/reference from the schemas and the registry, and docs/coverage.md from what the drills showed: `npm run docs`. With `--check` it only says what drifted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { REFERENCE_PAGES } from './docs/pages.ts';
import { coveragePage } from './docs/rows/page.ts';

const folder = resolve(import.meta.dirname, '../docs');
const checkOnly = process.argv.includes('--check');

const pages = {
  ...Object.fromEntries(Object.entries(REFERENCE_PAGES).map(([name, page]) => [`reference/${name}`, page])),
  'coverage.md': () => coveragePage('realtime-chat'),
};

for (const [name, page] of Object.entries(pages)) {
  const file = resolve(folder, name);
  const text = await page();
  if (textOf(file) === text) continue;
  if (checkOnly) {
    console.log(`docs/${name} is not what its source says; run: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`docs/${name} written`);
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
