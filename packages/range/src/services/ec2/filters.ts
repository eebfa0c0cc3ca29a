import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError, type Checked } from '../../wire/service.ts';

/** What a filter of a name looks at in an item; several texts where it has several. */
export type FilterTexts<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

/**
 * Items that every filter lets through, of whose values one must fit, with `*` and `?` as wildcards.
 * @throws {AwsError} for a filter that is not in the table.
 */
export function filtered<T>(items: readonly T[], filters: Checked<Filter>[] = [], texts: FilterTexts<T>): T[] {
  const tests = filters.map(({ Name: name = '', Values: values = [] }) => {
    const textsOf = texts[name];
    if (!textsOf) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    const patterns = values.map(wildcard);
    return (item: T) => textsOf(item).some((text) => patterns.some((pattern) => pattern.test(text)));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

function wildcard(value: string): RegExp {
  const text = value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${text}$`, 's');
}
