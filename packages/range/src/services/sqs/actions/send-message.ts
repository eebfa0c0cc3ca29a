import type { MessageAttributeValue, SendMessageRequest, SendMessageResult } from '@aws-sdk/client-sqs';
import { AwsError, type Caller, type Checked } from '../../../wire/service.ts';
import { type MessageContent, md5, md5OfAttributes, type StoredMessage, sizeOf } from '../message.ts';
import { bounded } from '../parameters.ts';
import type { Queue } from '../queue.ts';
import type { Queues } from '../queues.ts';

type Entry = Omit<Checked<SendMessageRequest>, 'QueueUrl'>;

export function sendMessage(queues: Queues, input: Checked<SendMessageRequest>, caller: Caller): SendMessageResult {
  const queue = queues.byUrl(input.QueueUrl);
  return sent(sendEntry(queue, { content: contentOf(input, caller), entry: input, now: queues.clock.now() }));
}

export function contentOf(entry: Entry, caller: Caller): MessageContent {
  return {
    body: entry.MessageBody,
    attributes: entry.MessageAttributes ?? {},
    systemAttributes: (entry.MessageSystemAttributes ?? {}) as Record<string, MessageAttributeValue>,
    groupId: entry.MessageGroupId,
    senderId: caller.accessKeyId,
  };
}

export function sendEntry(
  queue: Queue,
  { content, entry, now }: { content: MessageContent; entry: Entry; now: number },
): StoredMessage {
  if (content.body === '') {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  const most = Number(queue.settings.MaximumMessageSize);
  if (sizeOf(content) > most) {
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
  }
  checkAttributes(content);
  return queue.send(content, now, bounded('DelaySeconds', entry.DelaySeconds, [0, 900]));
}

export function sent(message: StoredMessage): SendMessageResult {
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5(message.body),
    MD5OfMessageAttributes: md5OfAttributes(message.attributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(message.systemAttributes),
  };
}

function checkAttributes(content: MessageContent): void {
  for (const [name, { DataType = '', StringValue, BinaryValue }] of Object.entries(content.attributes)) {
    const [kind] = DataType.split('.');
    const value = kind === 'Binary' ? BinaryValue : StringValue;
    if (kind !== 'String' && kind !== 'Number' && kind !== 'Binary') {
      throw new AwsError(
        'InvalidParameterValue',
        `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
      );
    }
    if (value === undefined || value.length === 0) {
      throw new AwsError(
        'InvalidParameterValue',
        `Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`,
      );
    }
  }
}
