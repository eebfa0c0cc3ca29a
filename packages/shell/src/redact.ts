/**
 * The one place where secrets are removed. Everything that is shown or stored passes through a redactor: the values
 * that were registered with it, in the encodings in which a command line or a reply repeats them, and well-known shapes.
 */
import { SteadyError } from '@steadyhand/contracts';
import { SECRET_MARK as MARK, SHAPES } from './secret-shapes.ts';

export interface Redactor {
  /** From now on this value is removed everywhere. Values of white space alone are ignored. */
  add(secret: string): void;
  text(text: string): string;
  /** The arguments for showing; values that stand where a program takes its password are registered as well. */
  argv(program: string, argv: readonly string[]): string[];
}

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let pattern: RegExp | null = null;

  const add = (secret: string): void => {
    for (const form of formsOf(secret)) secrets.add(form);
    const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
    pattern = longestFirst.length === 0 ? null : new RegExp(longestFirst.map(escapePattern).join('|'), 'g');
  };
  const text = (given: string): string => {
    const known = pattern === null ? given : given.replace(pattern, MARK);
    return SHAPES.reduce((result, [shape, replacement]) => result.replace(shape, replacement), known);
  };
  const argv = (program: string, given: readonly string[]): string[] => {
    for (const secret of passwordArguments(program, given)) add(secret);
    return given.map(text);
  };
  return { add, text, argv };
}

/** What caused an error, for whoever debugs: left out where it holds a secret. */
export function causeWithoutSecrets(cause: unknown, redactor: Redactor): unknown {
  const text = cause instanceof Error ? `${cause.stack} ${JSON.stringify({ ...cause })}` : String(cause);
  return redactor.text(text) === text ? cause : undefined;
}

/** The error for showing. Its cause is left out, since it could hold anything; errors of other kinds stay as they are. */
export function withoutSecrets<T>(error: T, redactor: Redactor): T | SteadyError {
  if (!(error instanceof SteadyError)) return error;
  const params = Object.entries(error.params).map(([name, value]) => [name, redactor.text(value)]);
  return new SteadyError(error.code, Object.fromEntries(params), { state: redactor.text(error.state) });
}

/** A secret as it may come back: as it is, line by line, and as URLs, JSON, shells and base64 write it. */
function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.trim().length >= 8);
  return [secret, secret.trim(), ...lines]
    .filter((form) => form.trim() !== '')
    .flatMap((form) => [
      form,
      encodeURIComponent(form.replace(/\p{Surrogate}/gu, '')),
      JSON.stringify(form).slice(1, -1),
      form.replaceAll("'", `'\\''`),
      ...(form.length >= 6 ? [Buffer.from(form).toString('base64').replace(/=+$/, '')] : []),
    ]);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const PASSWORD_FLAG =
  /^--(password|pass|auth-token|token|secret|secret-string|client-secret|api-key|api-secret|master-user-password|user-password)$/;
const PASSWORD_ASSIGNMENT =
  /^(?:--(?:password|pass|auth-token|token|secret|secret-string|client-secret|api-key|api-secret|master-user-password)|PGPASSWORD|REDISCLI_AUTH|MYSQL_PWD|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN)=(.+)$/s;

/** Where a program's own words for a password stand: what follows a word, and which part of that is the secret. */
const OWN_WORDS: Readonly<Record<string, readonly (readonly [RegExp, RegExp])[]>> = {
  'redis-cli': [[/^(?:-a|auth|requirepass|masterauth)$/i, /^.*$/s]],
  curl: [
    [/^(?:-\w*u|--user|--proxy-user)$/, /(?<=:).*$/s],
    [/^(?:-\w*b|--cookie|--oauth2-bearer)$/, /(?<==|^)[^=]*$/s],
  ],
};
/** Programs that take a password in the same word as its option: `mysql -phunter2`. */
const JOINED: Readonly<Record<string, RegExp>> = {
  mysql: /^-p(.+)$/s,
  mysqladmin: /^-p(.+)$/s,
  mysqldump: /^-p(.+)$/s,
};
/** Options that hold a secret only together with another word. */
const SECURE_PARAMETER: readonly string[] = ['put-parameter', 'SecureString'];

function passwordArguments(program: string, argv: readonly string[]): string[] {
  const own = OWN_WORDS[program] ?? [];
  const isSecure = program === 'aws' && SECURE_PARAMETER.every((word) => argv.includes(word));
  return argv.flatMap((word, i) => {
    const assigned = PASSWORD_ASSIGNMENT.exec(word)?.[1] ?? JOINED[program]?.exec(word)?.[1];
    if (assigned !== undefined) return [assigned];
    const next = argv[i + 1] ?? '';
    if (PASSWORD_FLAG.test(word) || (isSecure && word === '--value')) return [next];
    return own.flatMap(([before, part]) => (before.test(word) ? (part.exec(next)?.[0] ?? []) : []));
  });
}
