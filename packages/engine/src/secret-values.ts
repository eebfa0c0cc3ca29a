/** Which values of parameters are secrets: these are used, and never kept. */
import { createRedactor } from '@steadyhand/shell';

/** `DB_PASSWORD`, `CRON_SECRET`, `API_KEY`; `<db-pass>`; not `S3_KEY`, `NEXT_TOKEN`. */
const SECRET_NAME =
  /(?:(?:^|_)(?:pass|pwd|auth)|passw(?:or)?d|passphrase|secret|credentials?|(?:api|access|auth|private|signing|encryption)_?key|(?<!next_?)token)$/i;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/[\s.-]+/g, '_'));
}

/** By its name, or because of what stands in it: a password in a URL, a key of a known shape. */
export function isSecretValue(name: string, value: string): boolean {
  return isSecretName(name) || createRedactor().text(value) !== value;
}

/** The values that may be kept with a run, and those that only the process has in which they were given. */
export function splitSecrets(params: Readonly<Record<string, string>>) {
  const entries = Object.entries(params);
  const secrets = Object.fromEntries(entries.filter(([name, value]) => isSecretValue(name, value)));
  return { params: Object.fromEntries(entries.filter(([name]) => !(name in secrets))), secrets };
}
