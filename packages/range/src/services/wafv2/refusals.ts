/** Refusals in the words of AWS WAF. */
import { AwsError } from '../../wire/service.ts';

export function noSuchItem(): AwsError {
  return new AwsError(
    'WAFNonexistentItemException',
    'AWS WAF couldn’t perform the operation because your resource doesn’t exist.',
  );
}

export function staleToken(): AwsError {
  return new AwsError(
    'WAFOptimisticLockException',
    'AWS WAF couldn’t save your changes because someone changed the resource after you started to edit it. Reapply your changes.',
  );
}

export function duplicate(): AwsError {
  return new AwsError(
    'WAFDuplicateItemException',
    'AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.',
  );
}

export function inUse(): AwsError {
  return new AwsError(
    'WAFAssociatedItemException',
    'AWS WAF couldn’t perform the operation because your resource is being used by another resource or it’s associated with another resource.',
  );
}

/** `field` is a ParameterExceptionField: `IP_ADDRESS`. */
export function invalidParameter(field: string, parameter: string, reason: string): AwsError {
  return new AwsError(
    'WAFInvalidParameterException',
    `Error reason: ${reason}, field: ${field}, parameter: ${parameter}`,
  ).with({ Field: field, Parameter: parameter, Reason: reason });
}

export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `wafv2 ${what} is not implemented in this range.`, 501);
}
