/** What looks like a secret, and what only stands for one. */

/** Stands where the reader puts something: blanks, capitals, ellipses, examples. */
const PLACEHOLDER =
  /^$|[<>{}[\]$]|^(?:\.{2,}|…|\*+|x+|_+|-)$|x{4,}|X{3,}|\*{3,}|\.{3}|…|your|my-?|example|change-?me|change_?this|replace|placeholder|redacted|generated|dummy|foo|bar|secret-?name|new[-_]?(?:secure[-_]?)?(?:password|secret|token|value)|^(?:strong|secure|some|the|a|an|old|current|actual|temp|test)?[-_ ]?(?:password|passwd|pass|pwd|secret|token|key|value|string|user)\d{0,3}$|^(?:true|false|null|none|yes|no|on|off|file:.*|fileb:.*|@.*|-.*|\/.*|https?:.*|arn:.*|op:.*|vault:.*|ssm:.*)$/i;

export function isPlaceholder(value: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(value.trim()) || PLACEHOLDER.test(value.trim());
}

/** Keys that the providers give a form of their own, so that they are known wherever they stand. */
const KEYS: readonly (readonly [what: string, RegExp])[] = [
  ['an AWS access key', /\b(?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z2-7]{16}\b/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20}\b/],
  ['a Slack token', /\bxox[abprs]-\d{6,}-[A-Za-z0-9-]{10,}/],
  ['a Slack webhook', /hooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/[A-Za-z0-9]{20,}/],
  ['a Stripe key', /\b[sr]k_live_[A-Za-z0-9]{20,}/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
];

export interface FoundKey {
  what: string;
  column: number;
}

/** The first key in a line of the document, or null. */
export function findKey(line: string): FoundKey | null {
  if (line.length > 20_000) return null;
  for (const [what, pattern] of KEYS) {
    const found = pattern.exec(line);
    if (found !== null && !/EXAMPLE|X{5,}|x{5,}/.test(found[0])) return { what, column: found.index + 1 };
  }
  return null;
}

export interface GivenSecret {
  /** The option or place that holds it: `--password`, `the address`. */
  where: string;
  value: string;
  /** The word of the command line in which it stands. */
  index: number;
}

const OPTION =
  /^--?(?:(?:\w+[-_])*(?:password|passwd|passphrase|secret|token|api-?key|auth|pass)|secret-string|master-user-password|auth-token|secret-binary)$/i;
const NOT_SECRET =
  /^--?(?:next-token|starting-token|lock-token|continuation-token|client-(?:request-)?token|idempotency-token|ignore-\w+|no-\w+|decrypt\w*|.*-(?:id|name|arn|file|stdin|type))$/i;
const SHORT: Readonly<Record<string, RegExp>> = {
  'redis-cli': /^-a$/,
  'valkey-cli': /^-a$/,
  mongosh: /^-p$/,
  mongo: /^-p$/,
  sshpass: /^-p$/,
};
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s@/]+)@/i;
const HEADER = /^(?:authorization:\s*(?:bearer|basic|token)|x-api-key:|private-token:|x-auth-token:)\s*(\S+)$/i;

/** Secrets among the words of a command line, placeholders and variables included. */
export function secretsIn(program: string, argv: readonly string[]): GivenSecret[] {
  return argv.flatMap((word, index) => {
    const [option = '', joined] = /^(--[\w-]+)=([\s\S]*)$/.exec(word)?.slice(1) ?? [word];
    const isOption = (OPTION.test(option) && !NOT_SECRET.test(option)) || SHORT[program]?.test(word) === true;
    if (isOption && joined !== undefined) return [{ where: option, value: joined, index }];
    const next = argv[index + 1];
    if (isOption && next !== undefined && !next.startsWith('-'))
      return [{ where: option, value: next, index: index + 1 }];
    return within(program, argv, index);
  });
}

function within(program: string, argv: readonly string[], index: number): GivenSecret[] {
  const word = argv[index] ?? '';
  const address = ADDRESS.exec(word)?.[1];
  if (address !== undefined) return [{ where: 'the address', value: address, index }];
  if (/^(?:mysql|mysqldump|mysqladmin)$/.test(program) && /^-p./.test(word))
    return [{ where: '-p', value: word.slice(2), index }];
  if (program !== 'curl') return [];
  const header = HEADER.exec(word)?.[1];
  if (header !== undefined) return [{ where: 'a header', value: header, index }];
  const user = /^(?:-u|--user)$/.test(argv[index - 1] ?? '') ? /^[^:]+:(.+)$/.exec(word)?.[1] : undefined;
  return user === undefined ? [] : [{ where: '-u', value: user, index }];
}
