import { expect, test } from 'vitest';
import type { Message } from '../../services/common/events.ts';
import { ConversationView } from './conversation-view.ts';
import { type Evidence, judge } from './judge.ts';

const message = (seq: number): Message => ({
  id: `id-${seq}`,
  conversationId: 'c',
  seq,
  sender: 'ann',
  body: `body ${seq}`,
  sentAt: '2026-01-01T00:00:00.000Z',
});
const all = [1, 2, 3].map(message);

interface Happened {
  posted?: Message[];
  stored?: Message[];
  seen?: Message[];
}

function brokenBy({ posted = all, stored = all, seen = all }: Happened): string[] {
  const view = new ConversationView();
  for (const one of seen) view.take(one, 'socket');
  const members = ['ann', 'ben'].map((user) => ({
    user,
    views: new Map([['c', view]]),
    isConnected: true,
    failures: [],
  }));
  const posts = posted.map((answer) => ({ ...answer, by: 'REST' as const, at: 0, failures: 0, answer }));
  const history = { messages: stored, lastSeq: stored.at(-1)?.seq ?? 0 };
  return judge({ members, posts, stored: new Map([['c', history]]) } satisfies Evidence).broken;
}

test('what was accepted, stored and seen alike breaks nothing, in whatever order it came', () => {
  expect(brokenBy({})).toEqual([]);
  expect(brokenBy({ seen: [message(2), message(1), message(3), message(2)] })).toEqual([]);
});

test.each<[string, Happened, RegExp]>([
  ['lost after it was accepted', { stored: all.slice(0, 2), seen: all.slice(0, 2) }, /id-3 was accepted .* not stored/],
  ['stored twice', { stored: [...all, { ...message(4), id: 'id-1' }] }, /id-1 is stored 2 times/],
  ['a gap in the numbers', { stored: [message(1), message(3)] }, /gap at 2/],
  ['stored without a post', { posted: all.slice(0, 2) }, /id-3 is stored and nobody posted it/],
  ['not delivered', { seen: all.slice(0, 2) }, /ben lacks 1 of c: id-3/],
  ['shown twice', { seen: [...all, { ...message(4), id: 'id-1' }] }, /ben was shown 1 messages of c again/],
  ['another one under its number', { seen: [...all, { ...message(3), id: 'x' }] }, /told in c that 3 is id-3 and x/],
])('%s is seen', (_what, happened, words) => {
  expect(brokenBy(happened).join('\n')).toMatch(words);
});
