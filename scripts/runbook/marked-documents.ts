import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarkedDocument } from './marks.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MARKS = join(ROOT, 'packages', 'runbook', 'fixtures', 'marked');
const CORPUS = join(ROOT, '..', 'shared', 'corpus');

export interface DocumentWithMarks {
  marks: MarkedDocument;
  text: string;
}

/** The marked documents that stand beside the repository byte for byte as they were marked; none where it stands alone. */
export function readMarkedDocuments(): DocumentWithMarks[] {
  const names = existsSync(CORPUS) ? readdirSync(CORPUS) : [];
  return readdirSync(MARKS)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const marks = JSON.parse(readFileSync(join(MARKS, name), 'utf8')) as MarkedDocument;
      const file = names.find((one) => one.startsWith(`${marks.document}-`));
      const bytes = file === undefined ? null : readFileSync(join(CORPUS, file));
      if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== marks.sha256) return [];
      return [{ marks, text: bytes.toString('utf8') }];
    });
}
