import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runbook } from '@steadyhand/contracts';
import { readRunbook } from '../documents.ts';

export interface FoundRunbook {
  /** Relative to the folder that was searched. */
  path: string;
  runbook: Runbook;
  commands: number;
}

const DEPTH_MAX = 4;
const SIZE_MAX = 2_000_000;
/** Folders of others' files. */
const SKIPPED = new Set(['node_modules', 'vendor', 'dist', 'build', 'target', 'venv', '__pycache__']);
const NAME = /run-?book|play-?book|on-?call|operations?|incident|disaster|troubleshoot/i;
/** Fewer are an example in a README. */
const COMMANDS_MIN = 3;

/** Markdown below a folder that holds operational commands, what is most of a runbook first. */
export async function findRunbooks(folder: string): Promise<FoundRunbook[]> {
  const found: FoundRunbook[] = [];
  for (const path of await markdownIn(folder, '', DEPTH_MAX)) {
    const text = await readFile(join(folder, path), 'utf8');
    if (text.length > SIZE_MAX || !text.includes('```')) continue;
    const runbook = await readRunbook(join(folder, path));
    const commands = runbook.procedures.flatMap(({ steps }) => steps).flatMap((step) => step.commands).length;
    if (commands >= COMMANDS_MIN) found.push({ path, runbook, commands });
  }
  return found.sort((a, b) => weight(b) - weight(a) || a.path.localeCompare(b.path));
}

/** A name that says so counts most, then how much of it is about incidents and commands. */
function weight({ path, runbook, commands }: FoundRunbook): number {
  const incidents = runbook.procedures.filter(({ kind }) => kind === 'incident').length;
  return (NAME.test(path) ? 1000 : 0) + incidents * 10 + commands;
}

async function markdownIn(root: string, folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const below = entries.map(async (entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) return /\.(md|markdown)$/i.test(entry.name) ? [path] : [];
    const isOther = SKIPPED.has(entry.name) || entry.name.startsWith('.');
    return entry.isDirectory() && !isOther && depth > 0 ? markdownIn(root, path, depth - 1) : [];
  });
  return (await Promise.all(below)).flat();
}
