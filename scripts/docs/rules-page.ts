/** The page of everything that `steady check` reports, from the registry of rules. */
import { KNOWN_RULES, type RuleInfo } from '../../packages/runbook/src/index.ts';

export function rulesPage(generated: string): string {
  const intro =
    'What `steady check` reports. An id never changes. `--fail-on` decides which severities fail; a remark (`info`) never does. Source: `packages/runbook/src/rules/`.';
  const index = ['| rule | severity | |', '|---|---|---|', ...KNOWN_RULES.map(row)].join('\n');
  return `${['# Rules of steady check', generated, intro, IGNORING, index, ...KNOWN_RULES.map(section)].join('\n\n')}\n`;
}

const IGNORING = [
  'A finding that is meant is ignored by a comment, which readers of the page do not see. It needs a reason, and covers what stands below it: a fence, a heading, or text up to the next empty line; at the end of a line, that line. With `-file` it covers the document.',
  '~~~~markdown\n<!-- steadyhand-ignore endless-command: two people watch it during the migration -->\n<!-- steadyhand-ignore-file platform-only-command: run on the bastion host only -->\n~~~~',
].join('\n\n');

function row({ id, severity, title }: RuleInfo): string {
  return `| [${id}](#${id}) | ${severity} | ${title.replaceAll('|', '\\|')} |`;
}

function section({ id, severity, title, why, example }: RuleInfo): string {
  const parts = [`## ${id}`, `${title} Severity: ${severity}.`, why];
  if (example) parts.push('Reported:', fenced(example.bad), 'Not reported:', fenced(example.good));
  return parts.join('\n\n');
}

/** Tildes, because the examples hold backquotes. */
function fenced(text: string): string {
  return `~~~~markdown\n${text.trimEnd()}\n~~~~`;
}
