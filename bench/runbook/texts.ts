import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseRunbook } from '@steadyhand/runbook';
import type { loadGrammars } from '../../packages/cli/src/compose.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Text {
  name: string;
  text: string;
}

/** The real documents beside the repository, else the package's own fixtures. */
export function readTexts(): Text[] {
  const shared = ['seeds', 'corpus'].map((name) => join(ROOT, '..', 'shared', name)).filter((path) => existsSync(path));
  const folders = shared.length > 0 ? shared : [join(ROOT, 'packages', 'runbook', 'fixtures')];
  return folders.flatMap(read);
}

/** Milliseconds that all take together. */
export function timeAll(texts: readonly Text[], grammars: Awaited<ReturnType<typeof loadGrammars>>): number {
  return time(() => {
    for (const { text } of texts) parseRunbook(text, { grammars });
  });
}

export function time(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function read(folder: string): Text[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return names.sort().map((name) => ({ name: basename(name, '.md'), text: readFileSync(join(folder, name), 'utf8') }));
}
