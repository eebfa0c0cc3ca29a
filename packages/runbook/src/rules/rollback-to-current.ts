import { purposeOf } from '../check/around.ts';
import { type AwsWords, awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import type { Rule, RuleContext } from './rule.ts';

export const rollbackToCurrent: Rule = {
  id: 'rollback-to-current',
  severity: 'error',
  title: 'What is taken for the previous task definition is the current one.',
  why: 'The rollback deploys the broken version again. It succeeds, so the next half hour goes into looking elsewhere.',
  example: {
    bad: exampleOf(
      "# Get previous task definition\nPREVIOUS=$(aws ecs list-task-definitions --family-prefix api --sort DESC --query 'taskDefinitionArns[0]' --output text)",
    ),
    good: exampleOf(
      "# Get previous task definition\nPREVIOUS=$(aws ecs list-task-definitions --family-prefix api --sort DESC --query 'taskDefinitionArns[1]' --output text)",
    ),
  },
  *check(context) {
    for (const line of awsLines(context)) {
      const what = givesNewest(line);
      if (what === null || !meansPrevious(line, context)) continue;
      yield {
        line: line.place.command.line,
        message: `${what} is the newest revision, which the service runs, not the one before.`,
        hint: "Ask the service what it runs (aws ecs describe-services --query 'services[0].taskDefinition') and take the revision before: aws ecs list-task-definitions --sort DESC --query 'taskDefinitionArns[1]'.",
      };
    }
  },
};

/** In words, where the command gives the newest revision of a family and no other. */
function givesNewest({ name, value }: AwsWords): string | null {
  if (name === 'ecs describe-task-definition') {
    const definition = value('task-definition') ?? '';
    return /^[\w-]+$|^\$\{?\w*FAMILY\w*\}?$/.test(definition) ? `A family without a revision (${definition})` : null;
  }
  if (name !== 'ecs list-task-definitions') return null;
  const newestFirst = value('sort') === 'DESC';
  const at = /\[(-?\d+)\]/.exec(value('query') ?? '')?.[1];
  if (newestFirst && at === '0') return 'The first of a descending list';
  if (newestFirst && value('max-items') === '1') return 'The first of a descending list';
  return !newestFirst && at === '-1' ? 'The last of an ascending list' : null;
}

const PREVIOUS = /\bprev(?:ious)?(?:\b|_)|\bprior\b|\blast (?:good|stable|working)\b/i;

/** By the comment, or by the name that the value is given to. */
function meansPrevious({ place }: AwsWords, { lines }: RuleContext): boolean {
  const line = lines[place.command.line - 1] ?? '';
  return (
    PREVIOUS.test(place.command.comment ?? '') ||
    PREVIOUS.test(/^\s*(?:export\s+)?(\w+)=/.exec(line)?.[1] ?? '') ||
    (place.command.comment === undefined && PREVIOUS.test(purposeOf(place)))
  );
}
