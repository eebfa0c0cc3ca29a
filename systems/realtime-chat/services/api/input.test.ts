import { expect, test } from 'vitest';
import { MessageQuery, NewConversation, NewMessage, NewUser, parse } from './input.ts';
import { Problem } from './problem.ts';

const ID = 'B3781F2C-F8F3-4F70-9DBC-2FDF15480E24';

function refusal(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('the input was accepted');
}

test('a message is trimmed and its id is written in lower case', () => {
  const message = parse(NewMessage, { id: ID, sender: ' alice ', body: ' hi ' });
  expect(message).toEqual({ id: ID.toLowerCase(), sender: 'alice', body: 'hi' });
});

test('every wrong field is named', () => {
  const problem = refusal(() => parse(NewMessage, { id: 'x', sender: '', body: 'x'.repeat(4_001), more: 1 }));
  expect(problem.status).toBe(400);
  for (const word of ['id:', 'sender:', 'body:', '"more"']) expect(problem.message).toContain(word);
});

test.each([
  [NewUser, { name: 'a'.repeat(33) }],
  [NewUser, { name: 'a\0b' }],
  [NewMessage, { id: ID, sender: 'alice', body: 'a\0b' }],
  [NewMessage, { id: ID, sender: 'alice', body: '   ' }],
  [NewConversation, { title: 'x', members: [] }],
  [MessageQuery, { after: '1', before: '3' }],
  [MessageQuery, { after: '2147483648' }],
  [MessageQuery, { limit: '0' }],
  [NewUser, null],
])('%# is refused', (schema, input) => {
  expect(refusal(() => parse(schema, input)).code).toBe('invalid_input');
});

test('a query without limits gives the latest page', () => {
  expect(parse(MessageQuery, {})).toEqual({ limit: 50 });
});
