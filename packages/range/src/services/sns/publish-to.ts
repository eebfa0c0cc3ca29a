import { randomUUID } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import type { Clock } from '@steadyhand/contracts';
import { envelope } from './envelope.ts';
import { invalid, notHere } from './refusals.ts';
import type { Publication, Subscription, Topic, Topics } from './topics.ts';

export interface PublishRequest {
  Message: string;
  Subject?: string | undefined;
  MessageStructure?: string | undefined;
  MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  MessageDeduplicationId?: string | undefined;
  MessageGroupId?: string | undefined;
}

/** Publishes; gives the message's id. Throws `AwsError` for what SNS would refuse. */
export type PublishTo = (topic: Topic, request: PublishRequest) => string;

const MAX_BYTES = 262_144;
const MAX_SUBJECT = 100;

export function publisher(topics: Topics, { clock, endpoint }: { clock: Clock; endpoint: () => string }): PublishTo {
  return (topic, request) => {
    check(request);
    const attributes = request.MessageAttributes ?? {};
    const publication = (message: string): Publication => ({ id, message, subject: request.Subject, attributes });
    const id = randomUUID();
    const messageFor = messages(request);
    topics.publish(topic, publication(request.Message), (subscription) => {
      const message = messageFor(subscription);
      if (subscription.raw) return message;
      return envelope(publication(message), subscription, { at: clock.now(), endpoint: endpoint() });
    });
    return id;
  };
}

function check({ Message, Subject, MessageDeduplicationId, MessageGroupId }: PublishRequest): void {
  if (MessageDeduplicationId !== undefined || MessageGroupId !== undefined) throw notHere('FIFO publishing');
  if (Message === '') throw invalid('Empty message');
  if (Buffer.byteLength(Message) > MAX_BYTES) throw invalid('Message too long');
  if (Subject !== undefined && (Subject.length > MAX_SUBJECT || Subject === '' || /[\n\r]/.test(Subject))) {
    throw invalid('Subject');
  }
}

/** With `MessageStructure` json there may be a message of its own for each protocol. */
function messages({ Message, MessageStructure }: PublishRequest): (subscription: Subscription) => string {
  if (MessageStructure === undefined) return () => Message;
  if (MessageStructure !== 'json') throw invalid('MessageStructure');
  const byProtocol = parsed(Message);
  const { default: fallback } = byProtocol;
  if (typeof fallback !== 'string') throw invalid('Message Structure - No default entry in JSON message body');
  return ({ protocol }) => {
    const own = byProtocol[protocol];
    return typeof own === 'string' ? own : fallback;
  };
}

function parsed(message: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(message);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Said below, as for any other text that is no object.
  }
  throw invalid('Message Structure - JSON message body failed to parse');
}
