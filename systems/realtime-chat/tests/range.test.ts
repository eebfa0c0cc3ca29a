/** The system as users meet it: everything real, booted in a range. */
import { randomUUID } from 'node:crypto';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { RangeControl } from '@steadyhand/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { traffic } from '../drills/traffic.ts';
import { type Booted, boot } from './boot.ts';
import { addConversation, call, connect, post } from './chat-client.ts';

let booted: Booted;
let range: RangeControl;
/** Of the load balancer. */
let url: string;
/** Of each realtime task. */
let tasks: string[];
let sqs: SQSClient;

beforeAll(async () => {
  booted = await boot('realtime-chat-test', 20);
  range = booted.range;
  const { credentials, endpoint, outputs, region } = range.description;
  const client = { credentials, endpoint, region };
  sqs = new SQSClient(client);
  url = `http://${placeOf(`${outputs.albDnsName}:80`)}`;
  const { TargetHealthDescriptions = [] } = await new ElasticLoadBalancingV2Client(client).send(
    new DescribeTargetHealthCommand({ TargetGroupArn: outputs.realtimeTargetGroupArn }),
  );
  tasks = TargetHealthDescriptions.map(({ Target }) => `http://${Target?.Id}:${Target?.Port}`);
});

afterAll(async () => {
  await booted?.stop();
});

function placeOf(hostAndPort: string): string {
  const place = range.description.hosts[hostAndPort];
  if (!place) throw new Error(`the range has no ${hostAndPort}`);
  return place;
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let left = 400; left > 0; left--) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come to hold');
}

async function depth(output: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const request = { QueueUrl: range.description.outputs[output], AttributeNames: [...names] };
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand(request));
  return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}

async function provider(): Promise<{ delivered: number }> {
  return (await call(`http://${placeOf('push.example.com:80')}/stats`)).body as { delivered: number };
}

test('a message reaches each connected member once, on whichever task they are', async () => {
  const [first = '', second = ''] = tasks;
  expect(second).not.toBe('');
  const conversationId = await addConversation(url, 'across tasks', ['ann', 'ben', 'cleo']);
  const clients = await Promise.all([connect(first, 'ann'), connect(second, 'ben'), connect(url, 'cleo')]);
  const bodies = Array.from({ length: 30 }, (_, index) => `message ${index}`);
  const posts = await Promise.all(bodies.map((body) => post(url, { conversationId, sender: 'ann', body })));
  expect(posts.map(({ status }) => status)).toEqual(bodies.map(() => 201));
  const [earlier] = posts.map(({ message }) => message);
  const again = await post(url, { conversationId, sender: 'ann', body: earlier?.body ?? '', id: earlier?.id ?? '' });
  expect(again).toEqual({ status: 200, message: earlier });
  const last = await post(url, { conversationId, sender: 'ann', body: 'last' });
  await until(() => clients.every(({ received }) => received.some(({ id }) => id === last.message.id)));
  for (const { received, close } of clients) {
    expect(received.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
    close();
  }
});

test('GraphQL starts a conversation, posts once however often, and reads it back', async () => {
  const graphql = (query: string, variables = {}) => call(`${url}/api/graphql`, { query, variables });
  for (const name of ['finn', 'gia'])
    await graphql('mutation ($name: String!) { addUser(name: $name) { name } }', { name });
  const started = await graphql('mutation { startConversation(title: "graph", members: ["finn", "gia"]) { id } }');
  const { id } = z.object({ data: z.object({ startConversation: z.object({ id: z.string() }) }) }).parse(started.body)
    .data.startConversation;
  const message = { conversation: id, id: randomUUID(), sender: 'finn', body: 'hi' };
  const post = `mutation ($conversation: ID!, $id: ID!, $sender: String!, $body: String!) {
    postMessage(conversation: $conversation, id: $id, sender: $sender, body: $body) { seq }
  }`;
  for (let attempt = 0; attempt < 2; attempt++) {
    expect((await graphql(post, message)).body).toEqual({ data: { postMessage: { seq: 1 } } });
  }
  const read = await graphql(
    'query ($id: ID!) { conversation(id: $id) { lastSeq members { user } messages { body } } }',
    { id },
  );
  expect(read.body).toEqual({
    data: { conversation: { lastSeq: 1, members: [{ user: 'finn' }, { user: 'gia' }], messages: [{ body: 'hi' }] } },
  });
});

test.each([
  ['{ conversations { nothing } }', 400, 'Cannot query field'],
  ['{ conversations ', 400, 'Syntax Error'],
  [`{ conversations ${'{ members '.repeat(7)}${'}'.repeat(7)} }`, 400, ''],
  ['mutation { startConversation(title: "x", members: ["nobody at all"]) { id } }', 200, 'Not users: nobody at all.'],
])('GraphQL refuses %s', async (query, status, message) => {
  const answer = await call(`${url}/api/graphql`, { query });
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).toContain(message);
});

test('a receipt passes between tasks and is kept', async () => {
  const [first = '', second = ''] = tasks;
  const conversationId = await addConversation(url, 'receipts', ['dora', 'emil']);
  const [dora, emil] = await Promise.all([connect(first, 'dora'), connect(second, 'emil')]);
  const { message } = await post(url, { conversationId, sender: 'dora', body: 'hello' });
  const receipt = dora.next('receipt');
  expect(await emil.socket.emitWithAck('delivered', { conversationId, seq: message.seq })).toEqual({ ok: true });
  expect(await receipt).toEqual({ conversationId, user: 'emil', seq: 1 });
  expect((await call(`${url}/api/conversations/${conversationId}/members`)).body).toEqual({
    members: [
      { user: 'dora', deliveredSeq: 0, online: true },
      { user: 'emil', deliveredSeq: 1, online: true },
    ],
  });
  dora.close();
  emil.close();
});

test('members who are away become push jobs that reach the provider once each', async () => {
  const before = (await provider()).delivered;
  const result = await traffic({ baseUrl: url, count: 10, concurrency: 4, signal: new AbortController().signal });
  expect(result).toEqual({ accepted: 10, failed: 0 });
  await until(async () => (await depth('pushQueueUrl')) + (await depth('offlineQueueUrl')) === 0);
  expect((await provider()).delivered - before).toBe(10 * 12);
});

test('a job that no worker can carry out ends in the dead-letter queue', async () => {
  const { outputs } = range.description;
  await sqs.send(new SendMessageCommand({ QueueUrl: outputs.offlineQueueUrl, MessageBody: 'no job' }));
  await until(async () => (await depth('offlineDlqUrl')) === 1);
  expect(await depth('offlineQueueUrl')).toBe(0);
});
