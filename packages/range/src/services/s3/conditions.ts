import { AwsError } from '../../wire/service.ts';
import type { StoredObject } from './bucket.ts';
import { preconditionFailed } from './refusals.ts';

export interface Conditions {
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
  IfModifiedSince?: Date | undefined;
  IfUnmodifiedSince?: Date | undefined;
}

/**
 * Conditions of a read, in the order of RFC 9110 13.2.2.
 * @throws {AwsError} PreconditionFailed, NotModified
 */
export function checkRead({ content, at }: StoredObject, conditions: Conditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  // Times of HTTP are whole seconds.
  const seconds = Math.floor(at.getTime() / 1000) * 1000;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, content.etag)) throw preconditionFailed();
  } else if (IfUnmodifiedSince && seconds > IfUnmodifiedSince.getTime()) throw preconditionFailed();
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, content.etag)) throw notModified();
  } else if (IfModifiedSince && seconds <= IfModifiedSince.getTime()) throw notModified();
}

/** Conditions of a write: `*` for no object there, or the tag of the one that is. */
export function checkWrite(current: StoredObject | null, { IfMatch, IfNoneMatch }: Conditions): void {
  if (IfNoneMatch === '*' && current) throw preconditionFailed();
  if (IfMatch !== undefined && !(current && matches(IfMatch, current.content.etag))) throw preconditionFailed();
}

function matches(asked: string, etag: string): boolean {
  return asked
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().replaceAll('"', '') === etag.replaceAll('"', ''));
}

function notModified(): AwsError {
  return new AwsError('NotModified', 'Not Modified', 304);
}
