import { expect, test } from 'vitest';
import { parseShorthand, ShorthandError } from './shorthand.ts';

test.each([
  ['Name=a', { Name: 'a' }],
  ['Name=a,Values=b', { Name: 'a', Values: 'b' }],
  ['Name=a,Values=b,c', { Name: 'a', Values: ['b', 'c'] }],
  ['Values=b,c,Name=a', { Values: ['b', 'c'], Name: 'a' }],
  ['Name=a,Values=[b,c]', { Name: 'a', Values: ['b', 'c'] }],
  ['a={b=c,d=[e,f]}', { a: { b: 'c', d: ['e', 'f'] } }],
  ['a="x,y",b=z', { a: 'x,y', b: 'z' }],
  ["a='it\\'s'", { a: "it's" }],
  ['a=x\\,y', { a: 'x,y' }],
  ['a=', { a: '' }],
  ['a=b = c', { a: 'b = c' }],
  ['type=forward,targetGroupArn=arn:aws:x:1:2/3', { type: 'forward', targetGroupArn: 'arn:aws:x:1:2/3' }],
  ['timestamp=1,message=ERROR:lost', { timestamp: '1', message: 'ERROR:lost' }],
  [
    'awsvpcConfiguration={subnets=[a,b],assignPublicIp=ENABLED}',
    { awsvpcConfiguration: { subnets: ['a', 'b'], assignPublicIp: 'ENABLED' } },
  ],
])('%s', (text, expected) => {
  expect(parseShorthand(text)).toEqual(expected);
});

test.each(['a', 'a=b,a=c', 'a=[b', 'a="b'])('%s is refused', (text) => {
  expect(() => parseShorthand(text)).toThrow(ShorthandError);
});
