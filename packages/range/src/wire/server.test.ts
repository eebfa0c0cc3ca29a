import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  GetQueueUrlCommand,
  ListQueuesCommand,
  type MessageSystemAttributeName,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSts } from '../services/sts/sts.ts';
import { manualClock } from '../services/testing/manual-clock.ts';
import type { HandlerFault } from './dispatch.ts';
import { startWireServer, type WireServer } from './server.ts';
import { AwsError, type Handlers } from './service.ts';

const clock = manualClock('2026-11-21T21:00:00Z');
const handlers: Handlers<typeof import('@aws-sdk/client-sqs')> = {
  GetQueueUrl() {
    throw new TypeError('queues is undefined');
  },
  ListQueues: (_input, caller) => ({ QueueUrls: [`${caller.region} ${caller.account} ${caller.accessKeyId}`] }),
  ReceiveMessage() {
    throw new AwsError('OverLimit', 'Too many messages in flight.', 403);
  },
};

let faults: HandlerFault[];
let loads: number;
let server: WireServer;
let config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
let sqs: SQSClient;

beforeEach(async () => {
  faults = [];
  loads = 0;
  const load = () => {
    loads += 1;
    return import('@aws-sdk/client-sqs');
  };
  server = await startWireServer({
    services: [{ client: 'sqs', load, handlers }, createSts(clock).service],
    clock,
    account: '123456789012',
    route: (request, response) => void response.end(`route ${request.url}`),
    onUpgrade: (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nupgraded'),
    onFault: (fault) => faults.push(fault),
  });
  config = {
    endpoint: server.url,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'x' },
  };
  sqs = new SQSClient(config);
});

afterEach(async () => {
  sqs.destroy();
  await server.close();
});

test('the caller is known by the signature’s scope, and the module is loaded once, when it is needed', async () => {
  expect(loads).toBe(0);
  for (let i = 0; i < 2; i += 1) {
    const { QueueUrls } = await sqs.send(new ListQueuesCommand());
    expect(QueueUrls).toEqual(['eu-north-1 123456789012 AKIDTEST']);
  }
  expect(loads).toBe(1);
});

test('an error that the service models arrives as its own class, with the old code beside it', async () => {
  const error = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'x' })).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(SQSServiceException);
  expect(error).toMatchObject({ name: 'OverLimit', Code: 'OverLimit', $metadata: { httpStatusCode: 403 } });
});

test('a handler that fails is a 500 for its client and told to the host', async () => {
  const client = new SQSClient({ ...config, maxAttempts: 1 });
  const asking = client.send(new GetQueueUrlCommand({ QueueName: 'a' }));
  await expect(asking).rejects.toMatchObject({
    name: 'InternalFailure',
    message: 'queues is undefined',
    $metadata: { httpStatusCode: 500 },
  });
  expect(faults).toMatchObject([{ client: 'sqs', operation: 'GetQueueUrl', error: { name: 'TypeError' } }]);
  client.destroy();
});

test('what has no handler is answered with 501 that names it: operations and whole services', async () => {
  const sending = sqs.send(new SendMessageCommand({ QueueUrl: 'x', MessageBody: 'a' }));
  await expect(sending).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'sqs SendMessage is not implemented in this range.',
    $metadata: { httpStatusCode: 501 },
  });
  const ecs = new ECSClient(config);
  const describing = ecs.send(new DescribeServicesCommand({ services: ['api'] }));
  await expect(describing).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'ecs DescribeServices is not implemented in this range.',
  });
  ecs.destroy();
});

test('inputs are checked before a handler sees them', async () => {
  await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl: undefined }))).rejects.toMatchObject({
    name: 'MissingParameter',
    message: 'The request must contain the parameter QueueUrl.',
  });
  const MessageSystemAttributeNames = ['SentTime' as MessageSystemAttributeName];
  await expect(
    sqs.send(new ReceiveMessageCommand({ QueueUrl: 'x', MessageSystemAttributeNames })),
  ).rejects.toMatchObject({ name: 'InvalidAttributeName', message: 'Unknown Attribute SentTime.' });
});

test('a body that is not JSON or of the wrong type is refused', async () => {
  const post = async (body: string) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' },
      body,
    });
    return { status: response.status, body: await response.json() };
  };
  expect(await post('{')).toMatchObject({ status: 400, body: { __type: 'SerializationException' } });
  expect(await post('{"MaxResults":"many"}')).toMatchObject({
    status: 400,
    body: { __type: 'SerializationException' },
  });
});

test('sts tells who calls', async () => {
  const sts = new STSClient(config);
  const identity = await sts.send(new GetCallerIdentityCommand());
  expect(identity).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/range' });
  sts.destroy();
});

test('the range’s own routes and upgrades are handed on', async () => {
  const response = await fetch(`${server.url}/_range/state`);
  expect(await response.text()).toBe('route /_range/state');
  const { connect } = await import('node:net');
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: exec\r\n\r\n');
  let received = '';
  for await (const chunk of socket) received += String(chunk);
  expect(received).toContain('upgraded');
});

test('a port that is taken is a clear error', async () => {
  const second = startWireServer({ services: [], clock, account: '123456789012', port: server.port });
  await expect(second).rejects.toMatchObject({ code: 'PORT_TAKEN', params: { port: String(server.port) } });
});
