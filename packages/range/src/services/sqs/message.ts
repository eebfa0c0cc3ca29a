import { createHash, randomUUID } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

export type MessageAttributes = Record<string, MessageAttributeValue>;

export interface MessageContent {
  body: string;
  attributes: MessageAttributes;
  systemAttributes: MessageAttributes;
  groupId: string | undefined;
  senderId: string;
}

/** A message in a queue; times are milliseconds on the range's clock. */
export interface StoredMessage extends MessageContent {
  id: string;
  sentAt: number;
  delayedUntil: number;
  /** In flight until then. */
  hiddenUntil: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** The latest receive's; earlier ones no longer act. */
  receiptHandle: string | undefined;
  /** ARN of the queue whose redrive policy moved it here. */
  deadLetterSource: string | undefined;
}

export function newMessage(content: MessageContent, sentAt: number, delayedUntil: number): StoredMessage {
  return {
    ...content,
    id: randomUUID(),
    sentAt,
    delayedUntil,
    hiddenUntil: 0,
    receiveCount: 0,
    firstReceivedAt: undefined,
    receiptHandle: undefined,
    deadLetterSource: undefined,
  };
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Bytes that count against the queue's maximum: body, attribute names, types and values. */
export function sizeOf(content: MessageContent): number {
  let size = Buffer.byteLength(content.body);
  for (const [name, value] of Object.entries(content.attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(value.DataType ?? '') + valueBytes(value).length;
  }
  return size;
}

/**
 * Undefined without attributes, as SQS leaves the field out.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const update = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const value = attributes[name];
    if (!value) continue;
    const type = value.DataType ?? '';
    update(Buffer.from(name));
    update(Buffer.from(type));
    hash.update(Buffer.from([type.startsWith('Binary') ? 2 : 1]));
    update(valueBytes(value));
  }
  return hash.digest('hex');
}

function valueBytes(value: MessageAttributeValue): Uint8Array {
  return value.BinaryValue ?? Buffer.from(value.StringValue ?? '');
}
