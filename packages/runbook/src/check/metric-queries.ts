import type { AwsWords } from './aws-words.ts';

/** One metric that a command asks for. */
export interface MetricQuery {
  namespace: string;
  metric: string;
  /** Names of its dimensions. */
  dimensions: readonly string[];
  /** A word of the command that names the metric. */
  word: string;
}

/** The metrics of a command of CloudWatch, as far as the document says which they are. */
export function metricQueries({ name, value, values, has, partial }: AwsWords): MetricQuery[] {
  if (name === 'cloudwatch get-metric-data') return values('metric-data-queries').flatMap(queriesInJson);
  if (name !== 'cloudwatch get-metric-statistics' && name !== 'cloudwatch put-metric-alarm') return [];
  const [namespace, metric] = [value('namespace'), value('metric-name')];
  const dimensions = namesOf(values('dimensions'));
  if (namespace === undefined || metric === undefined || dimensions === null || partial) return [];
  return [{ namespace, metric, dimensions, word: has('dimensions') ? '--dimensions' : '--metric-name' }];
}

/** Null where a dimension's name is not to be seen. */
function namesOf(words: readonly string[]): string[] | null {
  const names = words.flatMap((word): (string | null)[] => {
    if (/^\s*[[{]/.test(word)) return namesInJson(parseJson(word));
    return [/(?:^|,)Name=([A-Za-z]\w*)(?=,|$)/.exec(word.replace(/["']/g, ''))?.[1] ?? null];
  });
  return names.some((name) => name === null) ? null : names.filter((name) => name !== null);
}

function namesInJson(value: unknown): (string | null)[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => {
    const name = isObject(item) ? item.Name : null;
    return typeof name === 'string' && /^[A-Za-z]\w*$/.test(name) ? name : null;
  });
}

function queriesInJson(word: string): MetricQuery[] {
  const list = parseJson(word);
  return (Array.isArray(list) ? list : [list]).flatMap((query: unknown) => {
    const stat = isObject(query) ? query.MetricStat : null;
    const metric = isObject(stat) ? stat.Metric : null;
    if (!isObject(metric) || typeof metric.Namespace !== 'string' || typeof metric.MetricName !== 'string') return [];
    const dimensions = namesInJson(metric.Dimensions ?? []);
    if (dimensions.some((name) => name === null)) return [];
    return [
      {
        namespace: metric.Namespace,
        metric: metric.MetricName,
        dimensions: dimensions.filter((name) => name !== null),
        word: metric.MetricName,
      },
    ];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
