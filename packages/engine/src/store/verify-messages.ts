/**
 * What people said must be there as they said it: only a message has the signature that proves an approval or an answer.
 * Whether the signature is theirs, their keys tell (`judgeAnswer`).
 */
import type { Message, RunEvent } from '@steadyhand/contracts';
import { moveOut } from './blobs.ts';
import { canonicalJson } from './canonical-json.ts';
import type { RunRecord } from './record.ts';
import type { Problem } from './verify.ts';

export function messageProblems({ events, messages }: Pick<RunRecord, 'events' | 'messages'>): Problem[] {
  const known = new Map(messages.map((message) => [message.id, message]));
  return events.flatMap(({ seq, body }): Problem[] => {
    const event = body as Partial<RunEvent>;
    if ((event.type !== 'approval' && event.type !== 'answered') || event.messageId === undefined) return [];
    const message = known.get(event.messageId);
    if (!message) return [{ seq, kind: 'removed', detail: `its message ${event.messageId} is not there` }];
    if (saysSo(message, event)) return [];
    return [{ seq, kind: 'changed', detail: `its message ${message.id} does not say so` }];
  });
}

/** What the message says, put into the event in the way of its texts, leaves it as it is. */
function saysSo({ order }: Message, event: Partial<RunEvent>): boolean {
  if (order.kind !== 'answer') return false;
  const { digest, value } = order;
  const { body } = moveOut(event.type === 'approval' ? { digest, granted: value === 'approve' } : { value });
  return canonicalJson({ ...event, ...(body as object) }) === canonicalJson(event);
}
