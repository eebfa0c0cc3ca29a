import type { Finding, Rule, RuleContext } from './rule.ts';

interface Mention {
  value: string;
  line: number;
}

const ACCOUNT =
  /\barn:aws[\w-]*:[\w-]*:[\w-]*:(\d{12}):|\b(\d{12})\.dkr\.ecr\.|sqs\.[\w-]+\.amazonaws\.com\/(\d{12})\/|\baccount(?:[ -]?id)?\W{1,6}(\d{12})\b/gi;
const REGION =
  /\b((?:us|eu|ap|sa|ca|me|af|il|mx)-(?:gov-)?(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-[1-9])[a-f]?\b/g;
const EXAMPLE_ACCOUNT = /^(?:123456789012|123456789123|111122223333|444455556666|(\d)\1{11}|012345678901)$/;
/** Words under which another account or region is meant. */
const ON_PURPOSE =
  /\b(?:dr|disaster|fail-?over|failback|secondary|replica\w*|cross-?region|cross-?account|multi-?region|multi-?account|other|another|alternate|backup|peer\w*|global|standby|region(?:s|al)? (?:outage|failure)|evacuat\w*|migrat\w*|legacy|former\w*|cloudfront|billing|cost|acm|waf\w*|route ?53|certificate\w*|staging|stage|dev|development|test|sandbox|uat|qa|shared|management account|security account|audit|payer|restore\w*)\b|\baws (?:ce|cloudfront|route53|iam|acm|wafv2|budgets|health|support)\b/i;

/** A warning, once for each value: a second account or region may be meant, and then a word beside it says so. */
export const accountOrRegionDisagreement: Rule = {
  id: 'account-or-region-disagreement',
  severity: 'warning',
  title: 'Account ids or regions that are written out differ within the document.',
  why: 'One of the commands was copied from another project. It finds nothing where it looks, or changes the same-named thing in the wrong place.',
  example: {
    bad: '# Runbook\n\nRegion: eu-west-1\n\n```bash\naws ecs list-tasks --cluster api --region eu-west-1\naws sqs list-queues --region us-east-2\n```\n',
    good: '# Runbook\n\nRegion: eu-west-1\n\n```bash\naws ecs list-tasks --cluster api --region eu-west-1\naws sqs list-queues --region eu-west-1\n```\n',
  },
  *check(context) {
    const accounts = mentions(context.lines, ACCOUNT).filter(({ value }) => !EXAMPLE_ACCOUNT.test(value));
    yield* strangers(accounts, 'account', context);
    yield* strangers(mentions(context.lines, REGION), 'region', context);
  },
};

function mentions(lines: readonly string[], pattern: RegExp): Mention[] {
  return lines.flatMap((text, i) => {
    if (text.length > 5_000) return [];
    return [...text.matchAll(pattern)].map((match) => ({
      value: match.slice(1).find((group) => group !== undefined) ?? '',
      line: i + 1,
    }));
  });
}

/** Values that stand beside the usual one without a word that they are meant. */
function* strangers(found: readonly Mention[], kind: string, context: RuleContext): Iterable<Finding> {
  const places = new Map<string, Mention[]>();
  for (const mention of found) places.set(mention.value, [...(places.get(mention.value) ?? []), mention]);
  const [usual, ...others] = [...places].sort(([, a], [, b]) => b.length - a.length);
  if (usual === undefined) return;
  for (const [value, where] of others) {
    const [first] = where;
    if (first === undefined || where.some(({ line }) => isOnPurpose(line, context))) continue;
    // Two values that are as common as each other are two places of one system.
    if (where.length > 2 && where.length * 3 > usual[1].length) continue;
    const message = `The ${kind} ${value} stands here; everywhere else it is ${usual[0]}.`;
    yield { line: first.line, message, hint: `Correct it, or say beside it why this is another ${kind}.` };
  }
}

/** The line itself, the two above it, or the heading under which it stands. */
function isOnPurpose(line: number, { lines, runbook }: RuleContext): boolean {
  const near = lines
    .slice(Math.max(0, line - 3), line)
    .map((text) => text.replace(/[\w./-]*\.amazonaws\.com\S*|arn:\S+|https?:\S+/g, ''));
  const around = runbook.procedures.filter((procedure) => procedure.line <= line && line <= procedure.endLine);
  return ON_PURPOSE.test([...near, ...around.map(({ id }) => id.replaceAll('-', ' '))].join('\n'));
}
