import { awsLines } from '../check/aws-words.ts';
import { dateWord } from '../check/date-word.ts';
import { exampleOf } from '../check/example.ts';
import { wordPlace } from '../check/word-place.ts';
import type { Rule } from './rule.ts';

export const costMonthEmpty: Rule = {
  id: 'cost-month-empty',
  severity: 'warning',
  title: 'The costs of this month are asked for from its first day until today.',
  why: 'The end is not part of the period. On the first of a month start and end are the same day, and Cost Explorer refuses the query; on every other day, today is left out.',
  example: {
    bad: exampleOf(
      'aws ce get-cost-and-usage --time-period Start=$(date +%Y-%m-01),End=$(date +%Y-%m-%d) --granularity MONTHLY --metrics BlendedCost',
    ),
    good: exampleOf(
      "aws ce get-cost-and-usage --time-period Start=$(date +%Y-%m-01),End=$(date -d 'tomorrow' +%Y-%m-%d) --granularity MONTHLY --metrics BlendedCost",
    ),
  },
  *check(context) {
    for (const { place, name, value } of awsLines(context)) {
      const period = name.startsWith('ce ') ? value('time-period') : undefined;
      const [, start, end] = /^Start=(.+),End=(.+)$/s.exec(period ?? '') ?? [];
      if (start === undefined || end === undefined) continue;
      const [from, to] = [start, end].map((word) => dateWord(word, place.command.line, context.lines));
      const today = /^(?:%Y-%m-%d|%F)$/.test(to?.format ?? '') && !/(?:^|\s)(?:-d|-v|--date)/.test(to?.call ?? '');
      if (!today || !/^%Y-%m-01$/.test(from?.format ?? '') || /-d|-v|--date/.test(from?.call ?? '')) continue;
      yield {
        ...wordPlace(context, place, '--time-period'),
        message:
          'On the first day of a month this period is empty, and the query is refused; on others it ends yesterday.',
        hint: 'The end is not part of the period: End=$(date -d tomorrow +%Y-%m-%d).',
      };
    }
  },
};
