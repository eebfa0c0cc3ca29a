import { AwsError } from '../../../wire/service.ts';

/** Where in a query something stands. */
export interface Span {
  start: number;
  end: number;
}

/** As Insights says that it does not understand a query: in words, and with the place as data. */
export function malformedAt(query: string, span: Span, problem?: string): AwsError {
  const before = query.slice(0, span.start).split('\n');
  const symbol = query.slice(span.start, span.end) || 'end of query';
  const place = `at line ${before.length} and position ${(before.at(-1) ?? '').length + 1}`;
  const message = problem ? `${problem} ${place}` : `unexpected symbol found ${symbol} ${place}`;
  const location = { startCharOffset: span.start, endCharOffset: span.end };
  return new AwsError('MalformedQueryException', message).with({ queryCompileError: { location, message } });
}

export function notHere(what: string): AwsError {
  return new AwsError('NotImplemented', `logs Insights ${what} is not implemented in this range.`, 501);
}
