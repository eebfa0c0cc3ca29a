import type { Diagnostic } from '@steadyhand/contracts';
import { loadChecked } from '../documents.ts';
import { type CheckedDocument, countSeverities } from '../render/checked.ts';

export interface CheckOptions {
  json?: boolean;
  sarif?: boolean;
  github?: boolean;
  /** The mildest severity that makes the command fail. */
  failOn: 'error' | 'warning';
}

/** Checks runbooks and prints what was found; 1 when something is as severe as `failOn`. */
export async function checkCommand(names: readonly string[], options: CheckOptions): Promise<number> {
  const documents: CheckedDocument[] = [];
  for (const name of names) documents.push(await loadChecked(name));
  process.stdout.write(await render(documents, options));
  const { error, warning } = countSeverities(documents);
  return error > 0 || (options.failOn === 'warning' && warning > 0) ? 1 : 0;
}

async function render(documents: readonly CheckedDocument[], options: CheckOptions): Promise<string> {
  if (options.json) return `${JSON.stringify(asJson(documents), null, 2)}\n`;
  if (options.sarif) {
    const [{ sarifLog }, { KNOWN_RULES }] = await Promise.all([
      import('../render/sarif.ts'),
      import('@steadyhand/runbook'),
    ]);
    return `${JSON.stringify(sarifLog(documents, KNOWN_RULES), null, 2)}\n`;
  }
  if (options.github) {
    const { githubAnnotations } = await import('../render/github-annotations.ts');
    return githubAnnotations(documents);
  }
  const [{ renderChecked }, { styleFor }] = await Promise.all([
    import('../render/checked.ts'),
    import('../render/style.ts'),
  ]);
  return renderChecked(documents, styleFor(process.stdout));
}

interface CheckReport {
  runbooks: { path: string; diagnostics: readonly Diagnostic[] }[];
  counts: Record<Diagnostic['severity'], number>;
}

function asJson(documents: readonly CheckedDocument[]): CheckReport {
  const runbooks = documents.map(({ path, diagnostics }) => ({ path, diagnostics }));
  return { runbooks, counts: countSeverities(documents) };
}
