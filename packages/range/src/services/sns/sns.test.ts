import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { createSqs, type Sqs } from '../sqs/sqs.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createSns, type Sns } from './sns.ts';

const place = { account: '123456789012', region: 'eu-west-1' };
let sqs: Sqs;
let sns: Sns;
let server: WireServer;
let topics: SNSClient;
let queues: SQSClient;
let TopicArn: string;

beforeEach(async () => {
  const clock = manualClock('2026-11-21T21:00:00Z');
  const endpoint = () => server.url;
  const metrics = { put: () => {} };
  sqs = createSqs({ ...place, clock, endpoint, metrics, queues: [{ name: 'calls' }, { name: 'raw' }] });
  sns = createSns({ ...place, clock, endpoint, deliver: (arn, content) => sqs.deliver(arn, content) });
  server = await startWireServer({ services: [sns.service, sqs.service], clock, account: place.account });
  const options = {
    endpoint: server.url,
    region: place.region,
    credentials: { accessKeyId: 't', secretAccessKey: 't' },
  };
  topics = new SNSClient(options);
  queues = new SQSClient(options);
  TopicArn = (await topics.send(new CreateTopicCommand({ Name: 'on-call' }))).TopicArn ?? '';
});

afterEach(async () => {
  topics.destroy();
  queues.destroy();
  sqs.stop();
  await server.close();
});

function subscribe(Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}) {
  return topics.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }));
}

async function received(queue: string) {
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({
      QueueUrl: sqs.queueUrl(queue),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

test('a queue gets the message in its envelope, or alone', async () => {
  await subscribe('sqs', sqs.queueArn('calls'));
  await subscribe('sqs', sqs.queueArn('raw'), { RawMessageDelivery: 'true' });
  const MessageAttributes = { level: { DataType: 'String', StringValue: 'P1' } };
  const { MessageId } = await topics.send(
    new PublishCommand({ TopicArn, Subject: 'Down', Message: 'api is down', MessageAttributes }),
  );
  const [wrapped] = await received('calls');
  expect(JSON.parse(wrapped?.Body ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn,
    Subject: 'Down',
    Message: 'api is down',
    Timestamp: '2026-11-21T21:00:00.000Z',
    MessageAttributes: { level: { Type: 'String', Value: 'P1' } },
  });
  expect(await received('raw')).toMatchObject([{ Body: 'api is down', MessageAttributes }]);
});

test('a mail address waits for its confirmation for ever', async () => {
  expect(await subscribe('email', 'someone@example.com')).toMatchObject({ SubscriptionArn: 'pending confirmation' });
  const { Subscriptions } = await topics.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions).toMatchObject([{ SubscriptionArn: 'PendingConfirmation', Endpoint: 'someone@example.com' }]);
});

test('a message of its own for each protocol; in a batch some may fail', async () => {
  await subscribe('sqs', sqs.queueArn('raw'), { RawMessageDelivery: 'true' });
  const entry = { MessageStructure: 'json', Message: JSON.stringify({ default: 'any', sqs: 'for queues' }) };
  const { Successful, Failed } = await topics.send(
    new PublishBatchCommand({
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: 'a', ...entry },
        { Id: 'b', ...entry, Message: '{}' },
      ],
    }),
  );
  expect([Successful, Failed]).toMatchObject([[{ Id: 'a' }], [{ Id: 'b', Code: 'InvalidParameter' }]]);
  expect(await received('raw')).toMatchObject([{ Body: 'for queues' }]);
});

test('what SNS or this range would not take', async () => {
  await expect(subscribe('sqs', 'nowhere')).rejects.toThrow('Invalid parameter: Endpoint');
  await expect(subscribe('sms', '+1')).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  await expect(subscribe('sqs', sqs.queueArn('raw'), { FilterPolicy: '{}' })).rejects.toThrow('not implemented');
  const elsewhere = topics.send(new PublishCommand({ TopicArn: `${TopicArn}-2`, Message: 'x' }));
  await expect(elsewhere).rejects.toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } });
});
