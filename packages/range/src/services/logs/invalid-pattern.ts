import { AwsError } from '../../wire/service.ts';

export function invalidPattern(pattern: string): AwsError {
  return new AwsError('InvalidParameterException', `Invalid filter pattern: ${pattern}`);
}
