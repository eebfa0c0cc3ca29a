/**
 * CloudWatch Logs filter patterns: terms for any event, a form for JSON events and one for space-delimited ones.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
import { invalidPattern } from './invalid-pattern.ts';
import { parseJsonPattern } from './json-pattern.ts';
import { parseSpacePattern } from './space-pattern.ts';

export type Matcher = (message: string) => boolean;

/** An empty pattern takes every event. */
export function parseFilterPattern(pattern: string): Matcher {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) return parseJsonPattern(text);
  if (text.startsWith('[')) return parseSpacePattern(text).matches;
  return parseTerms(text);
}

/**
 * `ERROR "two words" -DEBUG ?a ?b`: every plain term, none of the `-` terms, and one of the `?` terms. As in
 * CloudWatch the `?` terms say nothing beside plain ones.
 */
function parseTerms(text: string): Matcher {
  const required: Matcher[] = [];
  const excluded: Matcher[] = [];
  const optional: Matcher[] = [];
  const term = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/y;
  let at = 0;
  while (at < text.length) {
    term.lastIndex = at;
    const found = term.exec(text);
    if (!found) throw invalidPattern(text);
    const [, sign, quoted, word = ''] = found;
    const list = sign === '-' ? excluded : sign === '?' ? optional : required;
    list.push(quoted === undefined ? wordTest(word) : contains(quoted.replace(/\\(.)/g, '$1')));
    at = term.lastIndex;
  }
  const takes: Matcher =
    required.length > 0 || optional.length === 0
      ? (message) => required.every((test) => test(message))
      : (message) => optional.some((test) => test(message));
  return (message) => takes(message) && !excluded.some((test) => test(message));
}

/** `%…%` is a regular expression. */
function wordTest(word: string): Matcher {
  const regex = /^%(.+)%$/.exec(word)?.[1];
  if (regex === undefined) return contains(word);
  const expression = new RegExp(regex);
  return (message) => expression.test(message);
}

function contains(text: string): Matcher {
  return (message) => message.includes(text);
}
