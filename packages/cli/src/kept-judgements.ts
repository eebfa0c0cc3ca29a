/**
 * What statements of SQL do, as earlier starts of this build judged them: documents are shown and checked again and again,
 * and loading Postgres' parser takes as long as reading a short one. What is about to run is never judged by this.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SqlJudgement } from '@steadyhand/programs';
import { userFolders } from './paths.ts';

/** By the statements' text. */
export type Judgements = ReadonlyMap<string, SqlJudgement>;

/** Names the content of the sources, written in by build.js. Sources that run as they are keep nothing. */
const BUILD = process.env.STEADYHAND_BUILD;
const MOST = 1000;

/** What is kept; nothing where it is not this user's. */
export function readJudgements(file = keptFile()): Judgements {
  try {
    if (file === null || statSync(file).uid !== process.getuid?.()) return new Map();
    return new Map(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return new Map();
  }
}

/** Keeps the last of these, where there is a place for them. */
export function keepJudgements(judgements: Judgements, file = keptFile()): void {
  if (file === null) return;
  const unfinished = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, JSON.stringify([...judgements].slice(-MOST)), { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    // A folder that cannot be written to: the next start judges again.
  }
}

/** Beside the compiled code, from where start.cjs removes what is old. */
function keptFile(): string | null {
  return BUILD === undefined ? null : join(userFolders().cache, 'code', `${BUILD}-sql`);
}
