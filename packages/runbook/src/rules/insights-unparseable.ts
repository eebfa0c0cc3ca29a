import { awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import { insightsProblem } from '../check/insights-query.ts';
import { wordPlace } from '../check/word-place.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const insightsUnparseable: Rule = {
  id: 'insights-unparseable',
  severity: 'error',
  title: 'A query of CloudWatch Logs Insights is refused.',
  why: 'The search through the logs, which is the first step of most incidents, ends with a MalformedQueryException.',
  example: {
    bad: exampleOf('fields @timestamp, @message\n| where @message like /ERROR/\n| limit 20', ''),
    good: exampleOf('fields @timestamp, @message\n| filter @message like /ERROR/\n| limit 20', ''),
  },
  *check(context) {
    yield* inBlocks(context);
    for (const { place, name, value } of awsLines(context)) {
      const query = name === 'logs start-query' ? value('query-string') : undefined;
      const problem = query === undefined || query.startsWith('file://') ? null : insightsProblem(query);
      if (query === undefined || problem === null) continue;
      const { line } = wordPlace(context, place, query);
      yield { line: line + problem.row, message: `${problem.message}.`, hint: problem.hint };
    }
  },
};

function* inBlocks({ runbook }: RuleContext): Generator<Finding> {
  const blocks = runbook.procedures.flatMap(({ steps }) => steps.flatMap((step) => step.blocks));
  for (const { language, text, line } of blocks) {
    const problem = language === 'insights' ? insightsProblem(text) : null;
    if (problem !== null) yield { line: line + problem.row, message: `${problem.message}.`, hint: problem.hint };
  }
}
