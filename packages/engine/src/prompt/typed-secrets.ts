import { analyseShell } from '@steadyhand/bash';
import type { Redactor } from '@steadyhand/shell';
import { isSecretName } from '../secret-values.ts';

/** Makes the redactor know the secrets that are written down in a text: assigned to a secret's name, or given as a password. */
export function learnTypedSecrets(text: string, redactor: Redactor): void {
  const { commands } = analyseShell(text);
  for (const { program, argv, unresolved } of commands) {
    const known = argv.filter((_, i) => !unresolved.has(i));
    redactor.argv(program, known);
    for (const word of known) learnAssignment(word, redactor);
  }
  for (const [assignment] of text.matchAll(ASSIGNMENT)) learnAssignment(assignment.replaceAll(/['"]/g, ''), redactor);
}

const ASSIGNMENT = /\b[A-Za-z_]\w*=(?:'[^'\n]*'|"[^"$`\n]*"|[^\s'"$`;&|()<>]+)/g;

function learnAssignment(word: string, redactor: Redactor): void {
  const [, name = '', value = ''] = /^([A-Za-z_]\w*)=(.+)$/s.exec(word) ?? [];
  if (value !== '' && isSecretName(name)) redactor.add(value);
}
