/** Writes docs/reference from the schemas and the registry: `npm run docs`. With `--check` it only says what drifted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { REFERENCE_PAGES } from './docs/pages.ts';

const folder = resolve(import.meta.dirname, '../docs/reference');
const checkOnly = process.argv.includes('--check');

for (const [name, page] of Object.entries(REFERENCE_PAGES)) {
  const file = resolve(folder, name);
  const text = page();
  if (textOf(file) === text) continue;
  if (checkOnly) {
    console.log(`docs/reference/${name} is not what its source says; run: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`docs/reference/${name} written`);
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
