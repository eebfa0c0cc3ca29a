import { AwsError } from '../../wire/service.ts';
import type { LogGroup, LogStore } from './log-store.ts';

/** By name, or by the identifier that newer clients send: a name or an ARN, with or without `:*`. */
export function groupOf(
  logs: LogStore,
  input: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined },
): LogGroup {
  const name = input.logGroupName ?? input.logGroupIdentifier?.replace(/^arn:[^/]*:log-group:/, '').replace(/:\*$/, '');
  if (name === undefined) {
    throw new AwsError('InvalidParameterException', 'Either logGroupName or logGroupIdentifier must be specified.');
  }
  return logs.group(name);
}

/** The service's own limits on a page. */
export function limitOf(limit: number | undefined, most: number): number {
  if (limit === undefined) return most;
  if (limit >= 1 && limit <= most) return limit;
  throw new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${most}`,
  );
}
