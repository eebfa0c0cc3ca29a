/**
 * Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.
 * Format: "Workflow commands for GitHub Actions" in its documentation; escapes as in `@actions/core`.
 */
import type { Diagnostic } from '@steadyhand/contracts';
import type { CheckedDocument } from './checked.ts';

const COMMANDS: Record<Diagnostic['severity'], string> = { error: 'error', warning: 'warning', info: 'notice' };

export function githubAnnotations(documents: readonly CheckedDocument[]): string {
  return documents
    .flatMap(({ path, diagnostics }) => diagnostics.map((found) => `${annotation(path, found)}\n`))
    .join('');
}

function annotation(path: string, { line, column, severity, rule, message, hint }: Diagnostic): string {
  const place = {
    file: path.replaceAll('\\', '/'),
    line,
    ...(column === undefined ? {} : { col: column }),
    title: rule,
  };
  const properties = Object.entries(place).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${COMMANDS[severity]} ${properties.join(',')}::${escapeData(hint === undefined ? message : `${message}\n${hint}`)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
