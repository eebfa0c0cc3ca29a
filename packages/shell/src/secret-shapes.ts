/**
 * Well-known shapes of secrets, by which one is found that nobody registered. Each is as narrow as its issuer makes it:
 * digests, git's hashes, UUIDs, ARNs and the ids of resources stay as they are.
 */
export const SECRET_MARK = '[secret]';

/** A name that says that what it names is a secret; the tokens of pages are none. */
const SECRET_NAME = String.raw`(?:\w*(?:passw(?:or)?d|passphrase|secret|(?:api|access|account|private|signing|encryption)_?key)|(?!\w*(?:next|page|continuation|starting|client)_?token)\w*token)`;

/** Tokens that say by their first letters what they are, and how long the rest is at least. */
const PREFIXED: readonly (readonly [string, string])[] = [
  ['gh[pousr]_', '[A-Za-z0-9]{20,}'],
  ['github_pat_', String.raw`\w{20,}`],
  ['gl(?:pat|dt|rt|ptt|soat|ft)-', String.raw`[\w.-]{20,}`],
  ['xox[a-z]-', '[A-Za-z0-9-]{10,}'],
  ['xapp-', '[A-Za-z0-9-]{20,}'],
  ['[rs]k_(?:live|test)_', '[A-Za-z0-9]{10,}'],
  ['whsec_', '[A-Za-z0-9+/=]{16,}'],
  ['sk-(?:[a-z]+-)*', '[A-Za-z0-9_-]{20,}'],
  ['AIza', String.raw`[\w-]{35}(?![\w-])`],
  [String.raw`ya29\.`, String.raw`[\w-]{20,}`],
  ['GOCSPX-', String.raw`[\w-]{20,}`],
  ['npm_', '[A-Za-z0-9]{36}(?![A-Za-z0-9])'],
  ['pypi-', String.raw`[\w-]{50,}`],
  [String.raw`SG\.`, String.raw`[\w-]{16,}\.[\w-]{16,}`],
  ['dckr_pat_', String.raw`[\w-]{20,}`],
  ['hf_', '[A-Za-z0-9]{30,}'],
  [String.raw`hv[sb]\.`, String.raw`[\w-]{20,}`],
  ['dop_v1_', '[a-f0-9]{64}'],
  ['pul-', '[a-f0-9]{40}(?![a-f0-9])'],
  ['shp(?:at|ca|pa|ss)_', '[a-fA-F0-9]{32}'],
  ['sntrys_', String.raw`[\w+/=-]{20,}`],
  ['AGE-SECRET-KEY-1', '[A-Z0-9]{50,}'],
  [String.raw`https://hooks\.slack\.com/(?:services|workflows|triggers)/`, String.raw`[\w/-]{10,}`],
  [String.raw`https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/`, String.raw`\d+/[\w-]{20,}`],
  [String.raw`\d{8,10}:AA`, String.raw`[\w-]{33}(?![\w-])`],
];

const QUOTED = String.raw`(?:'[^']*'|"[^"]*"|[^\s'"]+)`;
const KEY_LABEL = '[A-Z ]*PRIVATE KEY(?: BLOCK)?-----';

/** What is found, and what is put in its place. */
export const SHAPES: readonly (readonly [RegExp, string])[] = [
  [new RegExp(String.raw`((["'])${SECRET_NAME}\2\s*:\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*')`, 'gi'), `$1"${SECRET_MARK}"`],
  [
    new RegExp(String.raw`("name"\s*:\s*"${SECRET_NAME}"\s*,\s*"value"\s*:\s*)"(?:[^"\\]|\\.)*"`, 'gi'),
    `$1"${SECRET_MARK}"`,
  ],
  [new RegExp(String.raw`((?<![\w-])${SECRET_NAME}=)(?!["']?[$<\[])[^\s'",;&})]+`, 'gi'), `$1${SECRET_MARK}`],
  [
    /(\b(?:x-[\w-]*(?:token|key|auth)[\w-]*|private-token|api-?key|proxy-authorization|(?:set-)?cookie):\s*)(?!\[secret\])[^\s'"][^\r\n'"]*/gi,
    `$1${SECRET_MARK}`,
  ],
  [/(\bpassword\s+)(?:'\\?''?)?'(?:[^']|'')*'/gi, `$1'${SECRET_MARK}'`],
  [/\b((?:AKIA|ASIA)[0-9A-Z]{16}['"]?[\s,:;|]+['"]?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g, `$1${SECRET_MARK}`],
  [/\b(A(?:KI|SI)A)[0-9A-Z]{16}\b/g, `$1${SECRET_MARK}`],
  [/((?:secret_?access_?key|session_?token)["']?\s*[:=]\s*["']?)[A-Za-z0-9/+=]{16,}/gi, `$1${SECRET_MARK}`],
  // JSON in a string of JSON, as in a log line.
  [new RegExp(String.raw`(\\+"${SECRET_NAME}\\+"\s*:\s*\\+")[^"\\]+`, 'gi'), `$1${SECRET_MARK}`],
  [/(\\*"auth\\*"\s*:\s*\\*")[A-Za-z0-9+/=]{8,}(?=\\*")/g, `$1${SECRET_MARK}`],
  [/([?&](?:x-amz-signature|x-amz-security-token|signature|sig)=)[^&\s'"]+/gi, `$1${SECRET_MARK}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@'"]*:)[^\s/?#'"]+(?=@)/gi, `$1${SECRET_MARK}`],
  [/(\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic|token|apikey|bot|digest)\s+)[^\s'",]+/gi, `$1${SECRET_MARK}`],
  [new RegExp(String.raw`(\bredis-cli\b[^|;&\n]*?\s-a\s+)${QUOTED}`, 'g'), `$1${SECRET_MARK}`],
  [new RegExp(String.raw`(\bmysql(?:dump|admin)?\b[^|;&\n]*?\s-p)(?=\S)${QUOTED}`, 'g'), `$1${SECRET_MARK}`],
  [/(\bcurl\b[^|;&\n]*?\s(?:-u|--user)[ =]?['"]?[^\s:'"]+:)(?!\[secret\])[^\s'"]+/g, `$1${SECRET_MARK}`],
  [
    /(\s--(?:password|pass|auth-token|secret-string|client-secret|api-secret|master-user-password)[ =])(?:'[^']*'|"[^"]*"|[^\s'"]+)/g,
    `$1${SECRET_MARK}`,
  ],
  [new RegExp(String.raw`(\b(?:PGPASSWORD|REDISCLI_AUTH|MYSQL_PWD)=)${QUOTED}`, 'g'), `$1${SECRET_MARK}`],
  ...PREFIXED.map(
    ([prefix, rest]) => [new RegExp(String.raw`(?<![\w-])(${prefix})${rest}`, 'g'), `$1${SECRET_MARK}`] as const,
  ),
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/g, SECRET_MARK],
  [
    // One that was cut has no end: then the lines that look like one.
    new RegExp(
      String.raw`-----BEGIN ${KEY_LABEL}(?:[\s\S]*?-----END ${KEY_LABEL}|(?:(?:\s|\\n)+[A-Za-z0-9+/=]{16,})*)`,
      'g',
    ),
    SECRET_MARK,
  ],
];

/** The beginning of a secret whose end is on a later line: a key, or a value under its name. */
const UNFINISHED = new RegExp(
  [
    String.raw`-----BEGIN ${KEY_LABEL}(?![\s\S]*-----END ${KEY_LABEL})[\s\S]*$`,
    String.raw`(["'])${SECRET_NAME}\1\s*:?\s*$`,
    String.raw`"name"\s*:\s*"${SECRET_NAME}"\s*,?\s*(?:"value"\s*:?\s*)?$`,
  ].join('|'),
  'i',
);

/** How much of a text can be shown before the rest of it is there: a secret that goes on must be seen whole. */
export function lengthWithoutUnfinished(text: string): number {
  const unfinished = UNFINISHED.exec(text);
  return unfinished === null ? text.length : text.lastIndexOf('\n', unfinished.index) + 1;
}
