import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  InvalidAttributeName,
  ListMessageMoveTasksCommand,
  MessageNotInflight,
  PurgeQueueCommand,
  PurgeQueueInProgress,
  type QueueAttributeName,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  UnsupportedOperation,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MetricDatum } from '../../ports.ts';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { createSqs, type Sqs } from './sqs.ts';

let clock: ManualClock;
let sqs: Sqs;
let server: WireServer;
let client: SQSClient;
let metrics: MetricDatum[];
let QueueUrl: string;

beforeEach(async () => {
  clock = manualClock('2026-11-21T21:00:00Z');
  metrics = [];
  sqs = createSqs({
    clock,
    account: '123456789012',
    region: 'eu-west-1',
    endpoint: () => server.url,
    metrics: { put: (datum) => metrics.push(datum) },
    queues: [
      { name: 'push', visibilityTimeoutSeconds: 10, redrive: { deadLetterQueue: 'push-dlq', maxReceiveCount: 2 } },
      { name: 'push-dlq' },
    ],
  });
  server = await startWireServer({ services: [sqs.service], clock, account: '123456789012' });
  client = new SQSClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  QueueUrl = sqs.queueUrl('push');
});

afterEach(async () => {
  client.destroy();
  sqs.stop();
  await server.close();
});

const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));

async function receive(options: Partial<ReceiveMessageCommandInput> = {}) {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...options }));
  return Messages;
}

/** Receives everything twice without deleting it, then once more, so that all of it is in the dead-letter queue. */
async function failAll(count: number) {
  for (let i = 0; i < count; i += 1) await send(`job ${i}`);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    for (let i = 0; i < count; i += 1) await receive();
    await clock.advance(10_000);
  }
}

describe('visibility', () => {
  test('a received message is in flight until its timeout, then comes again with a higher count', async () => {
    await send('a');
    const [first] = await receive({ MessageSystemAttributeNames: ['All'] });
    expect(first?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SentTimestamp: '1795294800000' });
    expect(await receive()).toEqual([]);
    expect(sqs.depth('push')).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    await clock.advance(10_000);
    expect(sqs.depth('push')).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    const [second] = await receive({ AttributeNames: ['ApproximateReceiveCount' as QueueAttributeName] });
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  test('only the latest receipt handle deletes', async () => {
    await send('a');
    const [first] = await receive();
    await clock.advance(10_000);
    const [second] = await receive();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(sqs.depth('push')?.inFlight).toBe(1);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(sqs.depth('push')?.inFlight).toBe(0);
  });

  test('changing the timeout to zero gives the message back; what is not in flight is refused', async () => {
    await send('a');
    const [message] = await receive();
    const change = () =>
      client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    await change();
    expect(sqs.depth('push')?.visible).toBe(1);
    await expect(change()).rejects.toBeInstanceOf(MessageNotInflight);
  });

  test('delayed messages and messages past their retention are not there', async () => {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 30 }));
    expect(await receive()).toEqual([]);
    expect(sqs.depth('push')?.delayed).toBe(1);
    await clock.advance(30_000);
    expect(sqs.depth('push')?.visible).toBe(1);
    await clock.advance(4 * 24 * 3600 * 1000);
    expect(sqs.depth('push')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });
});

describe('long polling', () => {
  test('is answered as soon as a message arrives', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await untilWaiting();
    await clock.advance(5000);
    await send('a');
    expect((await waiting)[0]?.Body).toBe('a');
  });

  test('is answered with nothing when the time is over', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await untilWaiting();
    await clock.advance(20_000);
    expect(await waiting).toEqual([]);
  });

  test('a message that comes out of flight meanwhile is received', async () => {
    await send('a');
    await receive();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await untilWaiting();
    await clock.advance(10_000);
    expect((await waiting)[0]?.Body).toBe('a');
  });

  test('a client that went away takes no message', async () => {
    const gone = new AbortController();
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: gone.signal,
    });
    await untilWaiting();
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await untilWaiting(0);
    await send('a');
    expect(sqs.depth('push')).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });
});

describe('dead letters', () => {
  test('a message received too often goes to the dead-letter queue', async () => {
    await failAll(1);
    expect(sqs.depth('push')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    const [dead] = await receive({ QueueUrl: sqs.queueUrl('push-dlq'), MessageSystemAttributeNames: ['All'] });
    expect(dead).toMatchObject({
      Body: 'job 0',
      Attributes: { ApproximateReceiveCount: '3', DeadLetterQueueSourceArn: sqs.queueArn('push') },
    });
  });

  test('a message move task gives them back at its own pace', async () => {
    await failAll(5);
    const SourceArn = sqs.queueArn('push-dlq');
    const start = () => client.send(new StartMessageMoveTaskCommand({ SourceArn, MaxNumberOfMessagesPerSecond: 2 }));
    const { TaskHandle } = await start();
    expect(sqs.depth('push')?.visible).toBe(2);
    const second = await start().catch((e: unknown) => e);
    expect(second).toBeInstanceOf(UnsupportedOperation);
    const tasks = async () => (await client.send(new ListMessageMoveTasksCommand({ SourceArn }))).Results;
    expect(await tasks()).toMatchObject([
      { TaskHandle, Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 2, ApproximateNumberOfMessagesToMove: 5 },
    ]);
    await clock.advance(2000);
    expect(sqs.depth('push')?.visible).toBe(5);
    expect(sqs.depth('push-dlq')?.visible).toBe(0);
    expect(await tasks()).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 5 }]);
    const [moved] = await receive({ MessageSystemAttributeNames: ['All'] });
    expect(moved?.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
  });

  test('a queue that is nobody’s dead-letter queue cannot be moved', async () => {
    const moving = client.send(new StartMessageMoveTaskCommand({ SourceArn: sqs.queueArn('push') }));
    await expect(moving).rejects.toMatchObject({
      message: 'Source queue must be configured as a Dead Letter Queue.',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('messages sent straight to it fail the task when no destination is named', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl('push-dlq'), MessageBody: 'stray' }));
    const SourceArn = sqs.queueArn('push-dlq');
    await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
    const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
    expect(Results).toMatchObject([{ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' }]);
    expect(sqs.depth('push-dlq')?.visible).toBe(1);
  });
});

describe('batches', () => {
  test('entries succeed and fail by themselves', async () => {
    const result = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'a' },
          { Id: 'bad', MessageBody: 'b', DelaySeconds: 901 },
        ],
      }),
    );
    expect(result.Successful?.map((entry) => entry.Id)).toEqual(['good']);
    expect(result.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true }]);
  });

  test('ids must differ', async () => {
    const deleting = client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: 'x' },
          { Id: 'a', ReceiptHandle: 'y' },
        ],
      }),
    );
    await expect(deleting).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
  });
});

describe('what SQS refuses', () => {
  test('an attribute that is a metric', async () => {
    const asking = client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateAgeOfOldestMessage' as QueueAttributeName],
      }),
    );
    const error = await asking.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InvalidAttributeName);
    expect(error).toMatchObject({ message: 'Unknown Attribute ApproximateAgeOfOldestMessage.' });
  });

  test('a queue that does not exist, a handle that is none, a second purge within a minute', async () => {
    const elsewhere = QueueUrl.replace(/push$/, 'nope');
    const sending = client.send(new SendMessageCommand({ QueueUrl: elsewhere, MessageBody: 'a' }));
    await expect(sending).rejects.toBeInstanceOf(QueueDoesNotExist);
    const deleting = client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' }));
    await expect(deleting).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    await expect(client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toBeInstanceOf(PurgeQueueInProgress);
  });

  test('a redrive policy whose dead-letter queue does not exist', async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: sqs.queueArn('nope'), maxReceiveCount: 3 });
    const setting = client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
    await expect(setting).rejects.toThrow('Dead letter target does not exist.');
  });

  test('the same name with other attributes, and FIFO', async () => {
    const again = new CreateQueueCommand({ QueueName: 'push', Attributes: { VisibilityTimeout: '99' } });
    await expect(client.send(again)).rejects.toBeInstanceOf(QueueNameExists);
    const fifo = new CreateQueueCommand({ QueueName: 'a.fifo', Attributes: { FifoQueue: 'true' } });
    await expect(client.send(fifo)).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

test('message attributes come back as asked for, with the digest that clients check', async () => {
  const MessageAttributes = {
    'trace.id': { DataType: 'String', StringValue: 'x' },
    blob: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
  };
  const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }));
  const [message] = await receive({ MessageAttributeNames: ['trace.*'] });
  expect(message?.MessageAttributes).toEqual({ 'trace.id': MessageAttributes['trace.id'] });
  await clock.advance(10_000);
  const [again] = await receive({ MessageAttributeNames: ['All'] });
  expect(again?.MessageAttributes).toEqual(MessageAttributes);
  expect(again?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
});

test('metrics are published once a minute, by queue', async () => {
  await send('a');
  await send('b');
  await receive();
  await clock.advance(60_000);
  const of = (metric: string) =>
    metrics.filter((m) => m.metric === metric && m.dimensions.QueueName === 'push').map((m) => m.value);
  expect(of('ApproximateNumberOfMessagesVisible')).toEqual([2]);
  expect(of('ApproximateAgeOfOldestMessage')).toEqual([55]);
  expect(of('NumberOfMessagesSent')).toEqual([2]);
  await clock.advance(60_000);
  expect(of('NumberOfMessagesSent')).toEqual([2, 0]);
});

/** Until so many requests wait in a long poll; the metrics' own sleep is not counted. */
async function untilWaiting(count = 1) {
  await expect.poll(() => clock.sleeping() - 1, { timeout: 5000 }).toBe(count);
}
