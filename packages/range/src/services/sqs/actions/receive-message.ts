import type { Message, ReceiveMessageRequest, ReceiveMessageResult } from '@aws-sdk/client-sqs';
import { AwsError, type Caller, type Checked } from '../../../wire/service.ts';
import { type MessageAttributes, md5, md5OfAttributes, type StoredMessage } from '../message.ts';
import { bounded, VISIBILITY_SECONDS } from '../parameters.ts';
import type { Queue } from '../queue.ts';
import type { Queues } from '../queues.ts';

export async function receiveMessage(
  queues: Queues,
  input: Checked<ReceiveMessageRequest>,
  caller: Caller,
): Promise<ReceiveMessageResult> {
  const queue = queues.byUrl(input.QueueUrl);
  const names = systemNames(input);
  const count = bounded('MaxNumberOfMessages', input.MaxNumberOfMessages, [1, 10]) ?? 1;
  const visibility = bounded('VisibilityTimeout', input.VisibilityTimeout, VISIBILITY_SECONDS);
  const wait = bounded('WaitTimeSeconds', input.WaitTimeSeconds, [0, 20]);
  const until = queues.clock.now() + (wait ?? queue.seconds('ReceiveMessageWaitTimeSeconds')) * 1000;
  const take = () =>
    queue.receive(queues.clock.now(), {
      count,
      visibilitySeconds: visibility ?? queue.seconds('VisibilityTimeout'),
      deadLetter: (message) => queues.deadLetter(queue, message),
    });

  let messages = take();
  while (messages.length === 0 && queues.clock.now() < until) {
    await untilVisible(queues, queue, { until, signal: caller.signal });
    // Nobody is left to take a message: it must not go in flight.
    if (caller.signal.aborted) return {};
    messages = take();
  }
  if (messages.length === 0) {
    queue.countEmptyReceive();
    return {};
  }
  return { Messages: messages.map((m) => describe(m, { names, attributes: input.MessageAttributeNames ?? [] })) };
}

/** Resolves when a message may have become visible, at `until` at the latest, or when the caller has gone. */
async function untilVisible(
  { clock }: Queues,
  queue: Queue,
  { until, signal }: { until: number; signal: AbortSignal },
): Promise<void> {
  const arrival = new AbortController();
  const stopListening = queue.onArrival(() => arrival.abort());
  try {
    const now = clock.now();
    await clock.sleep(
      Math.max(1, Math.min(until, queue.nextVisibleAt()) - now),
      AbortSignal.any([signal, arrival.signal]),
    );
  } catch (error) {
    if (!signal.aborted && !arrival.signal.aborted) throw error;
  } finally {
    stopListening();
  }
}

/** System attributes by either of the parameter's two names; the older one is typed as queue attributes in the SDK. */
function systemNames(input: Checked<ReceiveMessageRequest>): ReadonlySet<string> {
  const names: string[] = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const unknown = names.find((name) => !SYSTEM_ATTRIBUTES.has(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  return new Set(names);
}

const SYSTEM_ATTRIBUTES: ReadonlySet<string> = new Set([
  'All',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
]);

function describe(
  message: StoredMessage,
  wanted: { names: ReadonlySet<string>; attributes: readonly string[] },
): Message {
  const system = Object.entries(systemAttributes(message)).filter(
    ([name, value]) => value !== undefined && (wanted.names.has('All') || wanted.names.has(name)),
  );
  const attributes = selectAttributes(message.attributes, wanted.attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(Object.keys(attributes).length > 0 && {
      MessageAttributes: attributes,
      MD5OfMessageAttributes: md5OfAttributes(attributes),
    }),
  };
}

function systemAttributes(message: StoredMessage): Record<string, string | undefined> {
  return {
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? 0)),
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(Math.floor(message.sentAt)),
    AWSTraceHeader: message.systemAttributes.AWSTraceHeader?.StringValue,
    DeadLetterQueueSourceArn: message.deadLetterSource,
    MessageGroupId: message.groupId,
  };
}

/** Names may be exact, `All`, `.*` or a prefix such as `trace.*`. */
function selectAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const chosen = Object.entries(attributes).filter(([attribute]) =>
    names.some(
      (name) =>
        name === 'All' || name === attribute || (name.endsWith('.*') && attribute.startsWith(name.slice(0, -2))),
    ),
  );
  return Object.fromEntries(chosen);
}
