import type {
  DeleteMetricFilterRequest,
  DescribeMetricFiltersRequest,
  DescribeMetricFiltersResponse,
  PutMetricFilterRequest,
  TestMetricFilterRequest,
  TestMetricFilterResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { extractedValues } from '../extract.ts';
import { parseFilterPattern } from '../filter-pattern.ts';
import { limitOf } from '../group-of.ts';
import type { LogStore } from '../log-store.ts';
import type { MetricFilters, Transformation } from '../metric-filters.ts';

const MAX_DIMENSIONS = 3;

export function putMetricFilter(
  logs: LogStore,
  filters: MetricFilters,
  { now, ...input }: Checked<PutMetricFilterRequest> & { now: number },
): Record<never, never> {
  if (input.applyOnTransformedLogs || input.fieldSelectionCriteria !== undefined || input.emitSystemFieldDimensions) {
    throw new AwsError(
      'NotImplemented',
      'logs metric filters on transformed logs are not implemented in this range.',
      501,
    );
  }
  const group = logs.group(input.logGroupName).name;
  parseFilterPattern(input.filterPattern);
  const [transformation, second] = input.metricTransformations;
  if (!transformation || second) throw invalid('A metric filter has exactly one metric transformation.');
  checkTransformation(transformation);
  filters.put({ group, name: input.filterName, pattern: input.filterPattern, transformation, createdAt: now });
  return {};
}

function checkTransformation({ metricNamespace, metricValue, defaultValue, dimensions = {} }: Transformation): void {
  if (metricNamespace.startsWith('AWS/')) throw invalid('The namespace of a metric must not start with AWS/.');
  if (!metricValue.startsWith('$') && Number.isNaN(Number(metricValue))) {
    throw invalid(`Invalid metric transformation: metricValue ${metricValue}`);
  }
  const count = Object.keys(dimensions).length;
  if (count > MAX_DIMENSIONS) throw invalid(`A metric filter has at most ${MAX_DIMENSIONS} dimensions.`);
  if (count > 0 && defaultValue !== undefined) {
    throw invalid('Invalid metric transformation: dimensions and default value are mutually exclusive properties.');
  }
}

export function deleteMetricFilter(
  logs: LogStore,
  filters: MetricFilters,
  input: Checked<DeleteMetricFilterRequest>,
): Record<never, never> {
  if (!filters.delete(logs.group(input.logGroupName).name, input.filterName)) {
    throw new AwsError('ResourceNotFoundException', 'The specified metric filter does not exist.');
  }
  return {};
}

export function describeMetricFilters(
  filters: MetricFilters,
  input: Checked<DescribeMetricFiltersRequest>,
): DescribeMetricFiltersResponse {
  const { logGroupName, filterNamePrefix = '', metricName, metricNamespace } = input;
  const found = filters
    .all()
    .filter(
      ({ group, name, transformation }) =>
        (logGroupName === undefined || group === logGroupName) &&
        name.startsWith(filterNamePrefix) &&
        (metricName === undefined || transformation.metricName === metricName) &&
        (metricNamespace === undefined || transformation.metricNamespace === metricNamespace),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(found, {
    limit: limitOf(input.limit, 50),
    token: input.nextToken,
    invalidToken: 'InvalidParameterException',
  });
  return {
    metricFilters: items.map(({ group, name, pattern, transformation, createdAt }) => ({
      filterName: name,
      filterPattern: pattern,
      metricTransformations: [transformation],
      creationTime: createdAt,
      logGroupName: group,
    })),
    nextToken,
  };
}

export function testMetricFilter(input: Checked<TestMetricFilterRequest>): TestMetricFilterResponse {
  const matches = parseFilterPattern(input.filterPattern);
  return {
    matches: input.logEventMessages.flatMap((message, i) =>
      matches(message)
        ? [
            {
              eventNumber: i + 1,
              eventMessage: message,
              extractedValues: extractedValues(input.filterPattern, message),
            },
          ]
        : [],
    ),
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
