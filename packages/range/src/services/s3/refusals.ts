/** Refusals in the words of S3. */
import { AwsError } from '../../wire/service.ts';

export function noSuchBucket(): AwsError {
  return new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
}

export function noSuchKey(): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
}

export function noSuchVersion(): AwsError {
  return new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);
}

export function preconditionFailed(): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
}

export function invalidArgument(message: string): AwsError {
  return new AwsError('InvalidArgument', message, 400);
}

export function notHere(what: string): AwsError {
  return new AwsError('NotImplemented', `s3 ${what} is not implemented in this range.`, 501);
}

/** Refuses what would be accepted and not act. */
export function only(input: object, operation: string, known: readonly string[]): void {
  const other = Object.keys(input).find((name) => !known.includes(name));
  if (other) throw notHere(`${operation} with ${other}`);
}
