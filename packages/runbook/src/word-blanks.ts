/**
 * Blanks that no shell would notice: bare words in capitals (`TASK_ARN`), `db-XXXXX`, `your-bucket`, `{case_id}` and
 * addresses at `example.com`. `<task-id>`, `{{x}}` and `$X` are found by `@steadyhand/bash`.
 */
export interface WordBlank {
  name: string;
  spelling: string;
}

const NOUNS =
  'ACCOUNT|ADDRESS|ARN|BUCKET|CLUSTER|DATE|DB|DEFINITION|DNS|DOMAIN|EMAIL|ENDPOINT|FILE|GROUP|HASH|HERE|HOST|HOSTNAME|ID|INSTANCE|IP|KEY|NAME|' +
  'NODE|NUMBER|PASSWORD|PATH|PID|PORT|QUEUE|REGION|REPO|REVISION|SECRET|SERVICE|SHA|STACK|TAG|TIME|TIMESTAMP|TOKEN|URI|URL|USER|USERNAME|VALUE|VERSION';

/** Each with what it needs, which is found faster. */
const PATTERNS: readonly (readonly [hint: RegExp, pattern: RegExp])[] = [
  [/[A-Z0-9]_[A-Z]/, new RegExp(`(?<![\\w$.{<-])(?!CURRENT_)(?:[A-Z][A-Z0-9]*_)+(?:${NOUNS})(?![\\w=(}>]|:\\s)`, 'g')],
  [/CURRENT_/, /(?<![\w$.{<-])CURRENT_(?!DATE|TIME|USER|ROLE|SCHEMA)[A-Z_]+(?![\w=(}>]|:\s)/g],
  [/YOUR|CHANGE|REPLACE/, /(?<![\w$.{<-])(?:YOUR|CHANGE|REPLACE)_?[A-Z_]+(?![\w=(}>]|:\s)/g],
  [
    /ACCOUNT|CHANGEME|PLACEHOLDER|PID|TASKID|YYYYMMDD/,
    /(?<![\w$.{<-])(?:ACCOUNT|CHANGEME|PLACEHOLDER|PID|TASKID|YYYYMMDD(?:_HHMMSS)?)(?![\w=(}>]|:\s)/g,
  ],
  [/XXXX/, /(?<![\w$./-])[\w.-]*?X{4,}[\w-]*/g],
  [/-xxxx/, /(?<![\w$./-])[a-z][\w.-]*?-x{4,}[\w-]*/g],
  [/(?:your|my)-/i, /(?<![\w$.{<-])(?:your|my)-[a-z][\w.@-]*/gi],
  // In an address of the web the host stands for the document's own, made anonymous.
  [/example\./, /(?<![\w$./@+-])(?:[\w.+-]+@)?(?:[\w-]+\.)*example\.(?:com|org|net)\b(?![\w-]*\.)/g],
];
const BRACES = /(?<![$\w{%'"@.])\{([a-z][a-z0-9]*(?:[_-][a-z0-9]+)+)\}(?!\})/g;

/** What every one of the patterns needs. */
const HINT = /[A-Z]{3}|[A-Z0-9]_[A-Z]|[Xx]{4}|(?:[yY][oO][uU][rR]|[mM][yY])-|example\.|\{[a-z]/;

export function findWordBlanks(words: readonly string[]): WordBlank[] {
  return HINT.test(words.join(' ')) ? words.flatMap(blanksIn) : [];
}

function blanksIn(word: string): WordBlank[] {
  if (word.length > 2000 || !HINT.test(word)) return [];
  const found = PATTERNS.filter(([hint]) => hint.test(word)).flatMap(([, pattern]) =>
    [...word.matchAll(pattern)]
      .filter(({ 0: spelling, index }) => !isKey(word, index, index + spelling.length))
      .map(([spelling]) => ({ name: spelling, spelling })),
  );
  for (const [spelling, name = ''] of word.matchAll(BRACES)) found.push({ name, spelling });
  return found.filter((blank, i) => found.findIndex(({ name }) => name === blank.name) === i);
}

/** The name of a member in JSON, or of a variable that is set there: `"DB_PASSWORD": …`, `"name": "DB_PASSWORD"`. */
function isKey(word: string, from: number, to: number): boolean {
  if (word.charAt(from - 1) !== '"' || word.charAt(to) !== '"') return false;
  return (
    /^"\s*:/.test(word.slice(to, to + 20)) ||
    /"(?:[a-z]+)?(?:name|key)"\s*:\s*"$/i.test(word.slice(Math.max(0, from - 60), from))
  );
}
