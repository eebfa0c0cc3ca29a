/** Which stack output a blank of the runbook means, judged by the words of both names. */

/** Words that say nothing about which resource is meant. */
const NOISE = new Set(['aws', 'the', 'my', 'current', 'id', 'name', 'value', 'output', 'main']);
/** Words for the same thing, each by one of them. */
const SAME: Readonly<Record<string, string>> = {
  tg: 'target group',
  db: 'database',
  lb: 'load balancer',
  alb: 'load balancer',
  sg: 'security group',
  td: 'task definition',
  dlq: 'dead letter queue',
  def: 'definition',
  env: 'environment',
  identifier: 'id',
  postgres: 'database',
  rds: 'database',
};

/** The output whose words hold all of the blank's and the fewest others; null where none does, or two do as well. */
export function matchOutput(blank: string, outputs: readonly string[]): string | null {
  const wanted = wordsOf(blank);
  if (wanted.size === 0) return null;
  const fitting = outputs
    .map((output) => ({ output, words: wordsOf(output) }))
    .filter(({ output, words }) => [...wanted].every((word) => words.has(word)) && kindOf(blank) === kindOf(output))
    .sort((a, b) => a.words.size - b.words.size);
  const [first, second] = fitting;
  if (!first || (second && second.words.size === first.words.size)) return null;
  return first.output;
}

function wordsOf(name: string): Set<string> {
  const parts = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .flatMap((part) => (SAME[part] ?? part).split(' '));
  return new Set(parts.filter((part) => part !== '' && !NOISE.has(part) && !KINDS.has(part)));
}

/** What kind of value it is: an ARN in place of a URL is worse than a question. */
const KINDS = new Set(['arn', 'url', 'dns', 'endpoint', 'host', 'suffix']);

function kindOf(name: string): string {
  const parts = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return parts.filter((part) => KINDS.has(part)).join(' ');
}
