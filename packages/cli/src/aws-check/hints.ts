import { nearest } from './nearest.ts';

interface Place {
  /** `cloudwatch get-metric-statistics` */
  line: string;
  option: string;
  value: string;
  values: readonly string[];
}

/** What to write in place of a value that is not allowed. */
export function enumHint({ line, option, value, values }: Place): string {
  if (option === 'statistics' && /^t?[mp]{1,2}\d/i.test(value)) {
    return `A percentile is an extended statistic: --extended-statistics ${value} in place of --statistics ${value}.`;
  }
  if (line === 'sqs get-queue-attributes' && value === 'ApproximateAgeOfOldestMessage') {
    return 'It is a CloudWatch metric: aws cloudwatch get-metric-statistics --namespace AWS/SQS --metric-name ApproximateAgeOfOldestMessage --dimensions Name=QueueName,Value=….';
  }
  if (line.startsWith('ce ') && option === 'group-by' && !values.includes(value)) {
    return `Write Type=DIMENSION,Key=${value}.`;
  }
  if (option === 'statistics' && value.includes(',')) {
    const percentiles = /\bp\d/.test(value) ? '; percentiles go into --extended-statistics' : '';
    return `Separate the values with spaces${percentiles}.`;
  }
  if (value.includes(',') && value.split(',').every((part) => values.includes(part.trim()))) {
    return 'Separate the values with spaces.';
  }
  const near = nearest(value, values);
  if (near !== undefined) return `Did you mean ${near}?`;
  return values.length > 12
    ? `It takes one of ${values.length} values, such as ${values.slice(0, 5).join(', ')}.`
    : `It takes ${values.join(', ')}.`;
}
