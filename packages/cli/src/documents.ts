/** Runbooks as they are read: by the path of a document, or the name of a system. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type EffectRule, type ProgramGrammar, type Runbook, SteadyError } from '@steadyhand/contracts';
import type { CheckedRunbook } from '@steadyhand/runbook';
import { type Judgements, keepJudgements, readJudgements } from './kept-judgements.ts';

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
  const { parseRunbook } = await import('./parse-runbook.ts');
  const document = { text, rules: rules ?? (await rulesOf(path)), kept: new Map() };
  const { result } = await judged(document, (grammars) => parseRunbook(text, { grammars }));
  return { path, revision, text, runbook: result };
}

/** What a runbook says, without what binds a run to it; named as for `loadRunbook`. */
export async function readRunbook(name: string): Promise<Runbook> {
  const { path, bytes } = await readDocument(name);
  const text = bytes.toString('utf8');
  const { parseRunbook } = await import('./parse-runbook.ts');
  return judgedAgain({ text, rules: await rulesOf(path) }, (grammars) => parseRunbook(text, { grammars }));
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
  return { path, ...(await judgedAgain({ text, rules }, (grammars) => checkRunbook(text, { grammars, knowledge }))) };
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
 * Loading Postgres' parser costs as much as reading a short runbook. A document is read without it where the word SQL does
 * not occur, or where statements are known from before; should others be met, the document is read once more.
 */
async function judged<T>(
  { text, rules, kept }: { text: string; rules: readonly EffectRule[]; kept: Judgements },
  read: (grammars: Grammars) => T,
): Promise<{ result: T; judgements: Judgements }> {
  const { loadGrammars } = await import('./compose.ts');
  if (kept.size > 0 || !/sql/i.test(text)) {
    let isMissing = false;
    const judgeSql = (sql: string) => {
      const known = kept.get(sql);
      isMissing ||= known === undefined;
      return known ?? ({ effect: 'unknown', reason: 'SQL that was not looked at', operation: null } as const);
    };
    const result = read(await loadGrammars({ judgeSql, rules }));
    if (!isMissing) return { result, judgements: kept };
  }
  const { loadSqlJudge } = await import('./judging.ts');
  const judge = await loadSqlJudge();
  const judgements = new Map(kept);
  const judgeSql = (sql: string) => {
    const judgement = judge(sql);
    judgements.set(sql, judgement);
    return judgement;
  };
  return { result: read(await loadGrammars({ judgeSql, rules })), judgements };
}

/** As `judged`, with what earlier starts found. Of what is about to run, everything is judged anew. */
async function judgedAgain<T>(
  document: { text: string; rules: readonly EffectRule[] },
  read: (grammars: Grammars) => T,
): Promise<T> {
  const kept = readJudgements();
  const { result, judgements } = await judged({ ...document, kept }, read);
  if (judgements !== kept) keepJudgements(judgements);
  return result;
}

async function readDocument(name: string): Promise<{ path: string; bytes: Buffer }> {
  const path = name.endsWith('.md') ? name : await (await import('./system-folder.ts')).runbookOfSystem(name);
  try {
    // Node's promises of files are a module more to load, and a round through its threads.
    return { path, bytes: readFileSync(path) };
  } catch (error) {
    throw new SteadyError('RUNBOOK_NOT_FOUND', { path }, { cause: error });
  }
}
