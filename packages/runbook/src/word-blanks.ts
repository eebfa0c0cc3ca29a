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

const PATTERNS: readonly RegExp[] = [
  new RegExp(`(?<![\\w$.{-])(?:[A-Z][A-Z0-9]*_)+(?:${NOUNS})(?![\\w=(}])`, 'g'),
  /(?<![\w$.{-])(?:YOUR|CHANGE|REPLACE)_?[A-Z_]+(?![\w=(}])/g,
  /(?<![\w$.{-])(?:ACCOUNT|CHANGEME|PLACEHOLDER|PID|TASKID|YYYYMMDD(?:_HHMMSS)?)(?![\w=(}])/g,
  /(?<![\w$./-])[\w.-]*?X{4,}[\w-]*/g,
  /(?<![\w$./-])[a-z][\w.-]*?-x{4,}[\w-]*/g,
  /(?<![\w$.{<-])(?:your|my)-[a-z][\w.@-]*/gi,
  /(?<![\w$.-])[\w.-]*example\.(?:com|org|net)\b/g,
];
const BRACES = /(?<![$\w{%'"@.])\{([a-z][a-z0-9]*(?:[_-][a-z0-9]+)+)\}(?!\})/g;

export function findWordBlanks(word: string): WordBlank[] {
  if (word.length > 2000) return [];
  const found = PATTERNS.flatMap((pattern) =>
    [...word.matchAll(pattern)].map(([spelling]) => ({ name: spelling, spelling })),
  );
  for (const [spelling, name = ''] of word.matchAll(BRACES)) found.push({ name, spelling });
  return found.filter((blank, i) => found.findIndex(({ name }) => name === blank.name) === i);
}
