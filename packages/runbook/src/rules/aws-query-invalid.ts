import { awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import { wordPlace } from '../check/word-place.ts';
import type { Rule } from './rule.ts';

export const awsQueryInvalid: Rule = {
  id: 'aws-query-invalid',
  severity: 'error',
  title: 'An output query is not valid JMESPath.',
  why: 'The AWS command line refuses the query, and the answer that the step is about is never seen.',
  example: {
    bad: exampleOf("aws ecs list-services --cluster prod --query 'serviceArns[*].{name: @'"),
    good: exampleOf("aws ecs list-services --cluster prod --query 'serviceArns[*]'"),
  },
  *check(context) {
    for (const { place, value } of awsLines(context)) {
      const query = value('query');
      if (query === undefined || place.unresolved.has(place.argv.indexOf(query)) || /<[a-z]|\.{3}|…/i.test(query))
        continue;
      const problem = context.knowledge.jmespathProblem(query);
      if (problem === null) continue;
      const hint =
        'Quote the whole query with single quotes; text to compare with stands in backticks or single quotes.';
      yield { ...wordPlace(context, place, query), message: `The query is not valid JMESPath: ${problem}.`, hint };
    }
  },
};
