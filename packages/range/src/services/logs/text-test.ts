/** `*` stands for any text; `%…%` is a regular expression. */
export function textTest(text: string): (value: unknown) => boolean {
  const regex = /^%(.*)%$/.exec(text)?.[1];
  const wildcard = text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(regex ?? `^${wildcard.join('.*')}$`, 's');
  return (value) => typeof value === 'string' && expression.test(value);
}
