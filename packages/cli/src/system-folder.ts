import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Runbook, SteadyError, type System } from '@steadyhand/contracts';
import { loadSystem, SYSTEM_FILE } from '@steadyhand/engine';
import type { CheckedRunbook } from '@steadyhand/runbook';

/** This installation's own folder, which holds `systems/`: three levels up from the sources and from the bundle alike. */
const HOME = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The folder of a system, by its path or by its name under a `systems` folder here, above, or of this installation. */
export async function findSystemFolder(name: string): Promise<string> {
  if (existsSync(join(name, SYSTEM_FILE))) return resolve(name);
  const roots = [...ancestors(process.cwd()), HOME];
  const found = roots
    .map((root) => join(root, 'systems', name))
    .find((folder) => existsSync(join(folder, SYSTEM_FILE)));
  if (found) return found;
  const known = await readdir(join(HOME, 'systems')).catch(() => []);
  throw new SteadyError('SYSTEM_NOT_FOUND', { name, known: known.join(', ') || 'none' });
}

/** The system that a runbook belongs to: the nearest `steadyhand.yaml` beside it or above. */
export async function systemOfRunbook(path: string): Promise<{ folder: string; system: System } | null> {
  for (const folder of ancestors(dirname(resolve(path)))) {
    const system = await loadSystem(folder);
    if (system) return { folder, system };
  }
  return null;
}

export interface LoadedRunbook {
  path: string;
  /** sha256 of the document's bytes. */
  revision: string;
  /** What the run is bound to: the file may change, and another worker does not have it. */
  text: string;
  runbook: Runbook;
}

/** Reads a runbook by the path of its document or the name of its system. Throws `RUNBOOK_NOT_FOUND`. */
export async function loadRunbook(name: string): Promise<LoadedRunbook> {
  const { path, bytes } = await readDocument(name);
  return parseDocument(path, bytes);
}

/** The runbook of a text that a run was started with. */
export async function parseDocument(path: string, bytes: Buffer): Promise<LoadedRunbook> {
  const [{ parseRunbook }, { loadGrammars }] = await Promise.all([
    import('@steadyhand/runbook'),
    import('./compose.ts'),
  ]);
  const text = bytes.toString('utf8');
  const revision = createHash('sha256').update(bytes).digest('hex');
  return { path, revision, text, runbook: parseRunbook(text, { grammars: await loadGrammars() }) };
}

/** Reads and checks a runbook; named as for `loadRunbook`. */
export async function loadChecked(name: string): Promise<CheckedRunbook & { path: string }> {
  const { path, bytes } = await readDocument(name);
  const [{ checkRunbook }, { loadGrammars }, { loadKnowledge }] = await Promise.all([
    import('@steadyhand/runbook'),
    import('./compose.ts'),
    import('./check-knowledge.ts'),
  ]);
  const [grammars, knowledge] = await Promise.all([loadGrammars(), loadKnowledge(path)]);
  return { path, ...checkRunbook(bytes.toString('utf8'), { grammars, knowledge }) };
}

async function readDocument(name: string): Promise<{ path: string; bytes: Buffer }> {
  const path = name.endsWith('.md') ? name : await runbookOfSystem(name);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new SteadyError('RUNBOOK_NOT_FOUND', { path }, { cause: error });
  });
  return { path, bytes };
}

async function runbookOfSystem(name: string): Promise<string> {
  try {
    const folder = await findSystemFolder(name);
    const system = await loadSystem(folder);
    return join(folder, system?.runbook ?? 'RUNBOOK.md');
  } catch (error) {
    if (error instanceof SteadyError && error.code === 'SYSTEM_NOT_FOUND') {
      throw new SteadyError('RUNBOOK_NOT_FOUND', { path: name }, { cause: error });
    }
    throw error;
  }
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
