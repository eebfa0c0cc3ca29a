/**
 * Search expressions, of plain terms: `{AWS/ECS,ClusterName,ServiceName} MetricName="CPUUtilization" chat`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
import { AwsError } from '../../../wire/service.ts';
import type { Series } from '../metric-store.ts';
import { mathError } from './value.ts';

type Test = (series: Series) => boolean;

/** Which series an expression is about. Throws for one that is malformed, and refuses OR, NOT and brackets. */
export function parseSearch(text: string): Test {
  const [, schema, rest = ''] = /^\s*(?:\{([^}]*)\})?\s*([\s\S]*)$/.exec(text) ?? [];
  if (/(^|\s)(OR|NOT)(\s|$)|[()]/.test(rest.replace(/"[^"]*"/g, ''))) {
    const message = 'cloudwatch SEARCH with OR, NOT or brackets is not implemented in this range.';
    throw new AwsError('NotImplemented', message, 501);
  }
  const tests = [...(schema === undefined ? [] : [schemaTest(schema)]), ...termTests(rest)];
  if (tests.length === 0) throw mathError('SEARCH expects an expression');
  return (series) => tests.every((test) => test(series));
}

/** The namespace, and exactly these dimensions. */
function schemaTest(schema: string): Test {
  const [namespace = '', ...names] = schema.split(',').map((part) => part.trim().replace(/^"(.*)"$/, '$1'));
  const wanted = [...names].sort().join();
  return (series) =>
    series.namespace === namespace && (names.length === 0 || Object.keys(series.dimensions).sort().join() === wanted);
}

function termTests(text: string): Test[] {
  const terms = text.matchAll(/(?:([\w:/.-]+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"'=]+))/g);
  return [...terms]
    .filter(([term]) => term !== 'AND')
    .map(([, key, double, single, word = '']) => {
      const exact = double ?? single;
      const matches = (value: string) => (exact === undefined ? containsToken(value, word) : value === exact);
      return (series) => valuesOf(series, key).some(matches);
    });
}

function valuesOf({ namespace, metric, dimensions }: Series, key: string | undefined): string[] {
  if (key === undefined) return [namespace, metric, ...Object.keys(dimensions), ...Object.values(dimensions)];
  if (key === 'MetricName' || key === ':aws.MetricName') return [metric];
  if (key === 'Namespace') return [namespace];
  const value = dimensions[key];
  return value === undefined ? [] : [value];
}

/** CloudWatch cuts names into words at capitals, digits and signs. */
function containsToken(value: string, word: string): boolean {
  return value.toLowerCase().includes(word.toLowerCase());
}
