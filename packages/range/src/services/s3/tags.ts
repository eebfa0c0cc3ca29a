import type { Tag } from '@aws-sdk/client-s3';
import type { Checked } from '../../wire/service.ts';

export type Tags = Readonly<Record<string, string>>;

/** Of `a=1&b=2`, the form in a header. */
export function readTagging(text: string | undefined): Tags {
  return Object.fromEntries(new URLSearchParams(text ?? ''));
}

export function readTagSet(tags: readonly Checked<Tag>[]): Tags {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

export function tagSet(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
