/**
 * Filter patterns for space-delimited events: `[ip, user, ..., status = 5* && status != 503, bytes > 1000]`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-space-delimited-log-events
 */
import { invalidPattern } from './invalid-pattern.ts';
import { textTest } from './text-test.ts';

export interface SpacePattern {
  matches(message: string): boolean;
  /** Of a message that matches, by the names in the pattern. */
  fields(message: string): Map<string, string>;
}

interface Field {
  name: string;
  test(value: string): boolean;
}

/** A field of an event: in quotes, in square brackets, or up to the next blank. */
const WORDS = /"((?:[^"\\]|\\.)*)"|\[([^\]]*)\]|(\S+)/g;

export function parseSpacePattern(pattern: string): SpacePattern {
  const inner = /^\[([\s\S]*)\]$/.exec(pattern.trim())?.[1];
  if (inner === undefined) throw invalidPattern(pattern);
  const parts = splitOutsideQuotes(inner, ',').map((part) => part.trim());
  const gap = parts.indexOf('...');
  if (gap !== parts.lastIndexOf('...')) throw invalidPattern(pattern);
  const fields = parts.filter((part) => part !== '...').map((part, i) => fieldOf(part, i, pattern));
  const before = gap < 0 ? fields.length : gap;
  const aligned = (message: string): [Field, string][] | undefined => {
    const words = [...message.matchAll(WORDS)].map(
      ([, quoted, bracketed, plain]) => quoted ?? bracketed ?? plain ?? '',
    );
    if (gap < 0 ? words.length !== fields.length : words.length < fields.length) return undefined;
    const shift = words.length - fields.length;
    return fields.map((field, i) => [field, words[i < before ? i : i + shift] ?? '']);
  };
  return {
    matches: (message) => aligned(message)?.every(([field, value]) => field.test(value)) ?? false,
    fields: (message) => new Map(aligned(message)?.map(([{ name }, value]) => [name, value])),
  };
}

/** A name, or conditions on it: `a = 1 || a = 2 && a != 3`. */
function fieldOf(text: string, index: number, pattern: string): Field {
  if (/^[\w-]*$/.test(text)) return { name: text || `$${index + 1}`, test: () => true };
  let name = '';
  const alternatives = splitOutsideQuotes(text, '||').map((alternative) =>
    splitOutsideQuotes(alternative, '&&').map((condition) => {
      const [, field, operator, value] = /^\s*([\w-]+)\s*(!=|<=|>=|=|<|>)\s*([\s\S]*?)\s*$/.exec(condition) ?? [];
      if (field === undefined || operator === undefined || !value || (name !== '' && name !== field)) {
        throw invalidPattern(pattern);
      }
      name = field;
      return conditionTest(operator, value, pattern);
    }),
  );
  return { name, test: (value) => alternatives.some((tests) => tests.every((test) => test(value))) };
}

function conditionTest(operator: string, text: string, pattern: string): (value: string) => boolean {
  const quoted = /^"(.*)"$/s.exec(text)?.[1]?.replace(/\\(.)/g, '$1');
  const number = quoted === undefined && text !== '' ? Number(text) : Number.NaN;
  const isText = textTest(quoted ?? text);
  const equals = (value: string) => isText(value) || (!Number.isNaN(number) && Number(value) === number);
  if (operator === '=') return equals;
  if (operator === '!=') return (value) => !equals(value);
  if (Number.isNaN(number)) throw invalidPattern(pattern);
  if (operator === '<') return (value) => Number(value) < number;
  if (operator === '>') return (value) => Number(value) > number;
  return operator === '<=' ? (value) => Number(value) <= number : (value) => Number(value) >= number;
}

/** Cuts at a separator that is in no quotes and in no `%…%`. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = [''];
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|%[^%]*%|\|\||&&|[\s\S]/g)) {
    if (piece === separator) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}
