/** Runbooks as they are read: by the path of a document, or the name of a system. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type EffectRule, type ProgramGrammar, type Runbook, SteadyError } from '@steadyhand/contracts';
import type { CheckedRunbook } from '@steadyhand/runbook';

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

/**
 * The runbook of a text that a run was started with. `rules`: of the run's own system; left out, those of the system that
 * the path belongs to now.
 */
export async function parseDocument(
  path: string,
  bytes: Buffer,
  rules?: readonly EffectRule[],
): Promise<LoadedRunbook> {
  const { createHash } = await import('node:crypto');
  const text = bytes.toString('utf8');
  const revision = createHash('sha256').update(bytes).digest('hex');
  return { path, revision, text, runbook: await parseText(text, rules ?? (await rulesOf(path))) };
}

/** What a runbook says, without what binds a run to it; named as for `loadRunbook`. */
export async function readRunbook(name: string): Promise<Runbook> {
  const { path, bytes } = await readDocument(name);
  return parseText(bytes.toString('utf8'), await rulesOf(path));
}

/** Reads and checks a runbook; named as for `loadRunbook`. */
export async function loadChecked(name: string): Promise<CheckedRunbook & { path: string }> {
  const { path, bytes } = await readDocument(name);
  const [{ checkRunbook }, { loadKnowledge }] = await Promise.all([
    import('@steadyhand/runbook'),
    import('./check-knowledge.ts'),
  ]);
  const knowledge = await loadKnowledge(path);
  const text = bytes.toString('utf8');
  const rules = await rulesOf(path);
  return { path, ...(await judged({ text, rules }, (grammars) => checkRunbook(text, { grammars, knowledge }))) };
}

async function parseText(text: string, rules: readonly EffectRule[]): Promise<Runbook> {
  const { parseRunbook } = await import('@steadyhand/runbook');
  return judged({ text, rules }, (grammars) => parseRunbook(text, { grammars }));
}

/** The rules of the system that a document belongs to. Where there is none, nothing is loaded to find that out. */
async function rulesOf(path: string): Promise<readonly EffectRule[]> {
  let folder = dirname(resolve(path));
  while (!existsSync(join(folder, 'steadyhand.yaml'))) {
    if (dirname(folder) === folder) return [];
    folder = dirname(folder);
  }
  const { systemOfRunbook } = await import('./system-folder.ts');
  return (await systemOfRunbook(path))?.system.effects ?? [];
}

type Grammars = ReadonlyMap<string, ProgramGrammar>;

/**
 * Loading Postgres' parser costs as much as reading a short runbook. A document without the word SQL is read without it;
 * should the parser be asked all the same, the document is read once more.
 */
async function judged<T>(
  { text, rules }: { text: string; rules: readonly EffectRule[] },
  read: (grammars: Grammars) => T,
): Promise<T> {
  const { loadGrammars } = await import('./compose.ts');
  if (!/sql/i.test(text)) {
    let asked = false;
    const judgeSql = () => {
      asked = true;
      return { effect: 'unknown', reason: 'SQL that was not looked at', operation: null } as const;
    };
    const result = read(await loadGrammars({ judgeSql, rules }));
    if (!asked) return result;
  }
  return read(await loadGrammars({ rules }));
}

async function readDocument(name: string): Promise<{ path: string; bytes: Buffer }> {
  const path = name.endsWith('.md') ? name : await (await import('./system-folder.ts')).runbookOfSystem(name);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new SteadyError('RUNBOOK_NOT_FOUND', { path }, { cause: error });
  });
  return { path, bytes };
}
