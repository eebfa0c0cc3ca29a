import { AwsError } from '../../wire/service.ts';

export function invalid(reason: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
}

export function notHere(what: string): AwsError {
  return new AwsError('NotImplemented', `sns ${what} is not implemented in this range.`, 501);
}
