import { awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import { metricQueries } from '../check/metric-queries.ts';
import { seriesInstead } from '../check/metric-series.ts';
import { wordPlace } from '../check/word-place.ts';
import type { Rule } from './rule.ts';

const query = (dimensions: string): string =>
  exampleOf(
    `aws cloudwatch get-metric-statistics --namespace AWS/ApplicationELB --metric-name HTTPCode_Target_5XX_Count --dimensions ${dimensions} --start-time $START --end-time $END --period 60 --statistics Sum`,
  );

export const metricWithoutSeries: Rule = {
  id: 'metric-without-series',
  severity: 'error',
  title: 'The dimensions of a metric query name no series.',
  why: 'CloudWatch does not add up over dimensions that are left out: it answers with no data points and without an error, which reads as if all were well. An alarm on them never rings.',
  example: {
    bad: query('Name=TargetGroup,Value=$TARGET_GROUP'),
    good: query('Name=LoadBalancer,Value=$LOAD_BALANCER Name=TargetGroup,Value=$TARGET_GROUP'),
  },
  *check(context) {
    for (const line of awsLines(context)) {
      for (const { namespace, metric, dimensions, word } of metricQueries(line)) {
        const instead = seriesInstead(namespace, metric, dimensions);
        if (instead === null) continue;
        const given = dimensions.length === 0 ? 'without dimensions' : `by ${dimensions.join(' and ')}`;
        yield {
          ...wordPlace(context, line.place, word),
          message: `${namespace} has no series of ${metric} ${given}: the answer is empty.`,
          hint: `It exists by ${instead.join('; by ')}.`,
        };
      }
    }
  },
};
